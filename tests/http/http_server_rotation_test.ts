import { assert, assertEquals } from "@std/assert";
import { describeError } from "../../lib/log/describe_error.ts";
import {
  type CertificateAuthority,
  createCa,
  type KeyPair,
} from "../support/certificates.ts";
import { until } from "../support/until.ts";
import { createSecret, getReadyz, startServer } from "./tls_server.ts";

const KEPT =
  "cannot use the changed server certificate, the old one stays in use";

Deno.test("startHttpServer() serves a new certificate without a refused connection (F39)", async () => {
  await using secret = await createSecret();
  await using server = await startServer(secret);
  const cas = [secret.ca, await createCa("second"), await createCa("third")];
  const stop = new AbortController();
  const clients = [1, 2, 3].map(() =>
    requestOnAndOn(server.port, cas, stop.signal)
  );
  for (const ca of cas.slice(1)) {
    await secret.replace(await ca.issue({ commonName: "etcd" }));
    await until(
      "the new certificate",
      async () => await getReadyz(server.port, [ca.certPem]) === 200,
    );
  }
  stop.abort();
  const outcomes = await Promise.all(clients);
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  const count = outcomes.reduce((sum, outcome) => sum + outcome.count, 0);
  assertEquals(failures.map((error) => describeError(error)), []);
  assert(count > 5, `${count} requests`);
  assertEquals(
    server.log.messages().filter((msg) =>
      msg === "server certificate read again"
    ).length,
    2,
  );
});

for (
  const [what, change] of [
    ["garbage", () => ({ certPem: "garbage", keyPem: "garbage" })],
    ["empty files", () => ({ certPem: "", keyPem: "" })],
    [
      "the key of another certificate",
      async (pair: KeyPair) => {
        const other = await createCa("other");
        const { keyPem } = await other.issue({ commonName: "other" });
        return { ...pair, keyPem };
      },
    ],
    ["missing files", () => undefined],
  ] as [string, ChangePair][]
) {
  Deno.test(`startHttpServer() keeps its certificate when it gets ${what} (F39)`, async () => {
    await using secret = await createSecret();
    await using server = await startServer(secret);
    await secret.replace(await change(secret.pair));
    const line = await until("the error", () => server.log.find(KEPT));
    assertEquals([line.level, line["certFile"]], ["error", secret.certFile]);
    assertEquals(await getReadyz(server.port, [secret.ca.certPem]), 200);
    // And takes the next one that can be used.
    const ca = await createCa("next");
    await secret.replace(await ca.issue({ commonName: "etcd" }));
    await until(
      "the next certificate",
      async () => await getReadyz(server.port, [ca.certPem]) === 200,
    );
  });
}

type ChangePair = (
  pair: KeyPair,
) => KeyPair | undefined | Promise<KeyPair>;

async function requestOnAndOn(
  port: number,
  cas: readonly CertificateAuthority[],
  signal: AbortSignal,
): Promise<{ count: number; failures: unknown[] }> {
  const failures: unknown[] = [];
  let count = 0;
  while (!signal.aborted) {
    count++;
    const get = () => getReadyz(port, cas.map(({ certPem }) => certPem));
    await get().catch((error) => failures.push(error));
  }
  return { count, failures };
}
