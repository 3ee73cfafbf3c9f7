import { assert, assertEquals, assertMatch } from "@std/assert";
import { curl } from "../support/curl.ts";
import { testWith } from "../support/test_with.ts";
import { createTlsPod } from "../support/tls_pod.ts";

const NEEDS_CURL = { programs: ["curl"] };

testWith(
  NEEDS_CURL,
  "F37 /readyz needs no client certificate, on both HTTP and both TLS versions",
  async () => {
    await using pod = await createTlsPod();
    await using _wrapper = pod.start();
    await pod.answers(200);
    const url = `https://localhost:${pod.wrapperPort}/readyz`;
    for (const [http, version] of [["--http1.1", "1.1"], ["--http2", "2"]]) {
      for (const tls of ["1.2", "1.3"]) {
        const flags = [`--tlsv${tls}`, "--tls-max", tls, String(http)];
        const answer = await curl([...flags, "--cacert", pod.caFile, url]);
        assertEquals(answer, {
          code: 0,
          status: "200",
          httpVersion: String(version),
          body: "",
          stderr: "",
        });
      }
    }
  },
);

testWith(NEEDS_CURL, "F37 TLS 1.1 and plain HTTP are refused", async () => {
  await using pod = await createTlsPod();
  await using _wrapper = pod.start();
  await pod.answers(200);
  const old = await curl([
    "--tlsv1.1",
    "--tls-max",
    "1.1",
    // Clients of today do not even offer it otherwise.
    "--ciphers",
    "DEFAULT@SECLEVEL=0",
    "--cacert",
    pod.caFile,
    `https://localhost:${pod.wrapperPort}/readyz`,
  ]);
  assertEquals([old.code, old.status], [35, "000"]);
  assertMatch(old.stderr, /alert (protocol version|handshake failure)/);

  const plain = await curl([`http://localhost:${pod.wrapperPort}/readyz`]);
  assertEquals([plain.status, plain.body], [
    "400",
    "Client sent an HTTP request to an HTTPS server.\n",
  ]);
  assertEquals(await pod.readyz(), 200);
});

testWith(
  NEEDS_CURL,
  "F5 POST /stop over HTTPS without a client certificate is answered and ends",
  async () => {
    await using pod = await createTlsPod();
    await using wrapper = pod.start();
    await pod.answers(200);
    const url = `https://localhost:${pod.wrapperPort}/stop`;
    const answer = await curl([
      ...["--request", "POST", "--http2", "--cacert", pod.caFile],
      url,
    ]);
    assertEquals([answer.status, answer.body], ["200", ""]);
    assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
  },
);

Deno.test("F42 a wrapper port that is taken ends a start with TLS too, before etcd", async () => {
  await using pod = await createTlsPod();
  using _taken = Deno.listen({ hostname: "::", port: pod.wrapperPort });
  await using wrapper = pod.start();
  assertEquals((await wrapper.ended()).code, 1, wrapper.stderr());
  assert(!wrapper.stderr().includes("started etcd"));
});
