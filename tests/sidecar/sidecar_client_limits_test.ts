import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { describeError } from "../../lib/log/describe_error.ts";
import {
  createSidecarClient,
  SidecarError,
} from "../../lib/sidecar/sidecar_client.ts";
import { createCa, writeKeyPair } from "../support/certificates.ts";
import { freePort } from "../support/free_ports.ts";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";
import { tempDir } from "../support/temp_dir.ts";
import { testWith } from "../support/test_with.ts";
import { until } from "../support/until.ts";

const { signal } = new AbortController();

testWith(
  { programs: ["openssl"] },
  "createSidecarClient() refuses a sidecar that speaks no TLS above 1.1 (D.20)",
  async () => {
    await using dir = await tempDir();
    const ca = await createCa("test");
    // TLS 1.1 of today's openssl signs with RSA keys only.
    const pair = await ca.issue({ commonName: "sidecar", key: "rsa" });
    const files = await writeKeyPair(dir.path, "sidecar", pair);
    const answers: string[] = [];
    for (const version of ["-tls1_2", "-tls1_1"]) {
      const port = freePort();
      await using _server = await startOpenssl(port, version, files);
      using client = createSidecarClient({
        url: new URL(`https://localhost:${port}`),
        caCerts: [ca.certPem],
      });
      answers.push(await client.status(signal).catch(describeError));
    }
    // Its page is no status that the sidecar has.
    assertEquals(answers[0], "InProgress");
    assertMatch(
      answers[1] ?? "",
      /alert.*(version|handshake)|ProtocolVersion/i,
    );
  },
);

Deno.test("createSidecarClient() gives a request 60 s (D.19)", async () => {
  await using sidecar = await startStandInSidecar();
  sidecar.faults.always("/config", { hang: true });
  using client = createSidecarClient({
    url: new URL(sidecar.url),
    caCerts: [],
  });
  using clock = skipWaits(60_000);
  const error = await assertRejects(() => client.config(signal), SidecarError);
  assertEquals(
    describeError(error),
    `Cannot get ${sidecar.url}/config: No answer within 60 s`,
  );
  assertEquals(clock.skipped(), 1);
});

/** Has timers of that length go off at once, and counts them. */
function skipWaits(ms: number): Disposable & { skipped: () => number } {
  const { setTimeout } = globalThis;
  let count = 0;
  globalThis.setTimeout = ((
    callback: (...args: unknown[]) => void,
    delayMs?: number,
  ) => {
    if (delayMs !== ms) return setTimeout(callback, delayMs);
    count++;
    return setTimeout(callback, 0);
  }) as typeof setTimeout;
  return {
    skipped: () => count,
    [Symbol.dispose]() {
      globalThis.setTimeout = setTimeout;
    },
  };
}

/** A TLS server of just that version, which answers with a page. */
async function startOpenssl(
  port: number,
  version: string,
  files: { readonly certFile: string; readonly keyFile: string },
): Promise<AsyncDisposable> {
  const child = new Deno.Command("openssl", {
    args: [
      ...["s_server", "-quiet", "-www", version, "-accept", String(port)],
      ...["-cert", files.certFile, "-key", files.keyFile],
      // Servers of today do not even offer it otherwise.
      ...["-cipher", "DEFAULT@SECLEVEL=0"],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const server = {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
  try {
    await until("openssl", async () => {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return true;
    });
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}
