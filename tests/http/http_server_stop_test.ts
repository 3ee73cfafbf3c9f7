import { assert, assertEquals } from "@std/assert";
import { startHttpServer } from "../../lib/http/http_server.ts";
import { captureLog } from "../support/captured_log.ts";
import { createCa, writeKeyPair } from "../support/certificates.ts";
import { freePort } from "../support/free_ports.ts";
import { tempDir } from "../support/temp_dir.ts";
import { memberHandler } from "../support/member_handler.ts";

const LOOPS = 500;

Deno.test(`POST /stop is answered before the server ends, ${LOOPS} times (F5)`, async () => {
  using client = Deno.createHttpClient({});
  await stopAgainAndAgain(undefined, client);
});

Deno.test(`POST /stop is answered over HTTP/2 and TLS, ${LOOPS} times (F5)`, async () => {
  await using dir = await tempDir();
  const ca = await createCa("test");
  const pair = await ca.issue({ commonName: "etcd" });
  const tls = await writeKeyPair(dir.path, "tls", pair);
  using client = Deno.createHttpClient({
    caCerts: [ca.certPem],
    http1: false,
    http2: true,
  });
  await stopAgainAndAgain(tls, client);
});

/** Ends a server in the very moment in which it says that it is to stop. */
async function stopAgainAndAgain(
  tls: { readonly certFile: string; readonly keyFile: string } | undefined,
  client: Deno.HttpClient,
): Promise<void> {
  using log = captureLog("error");
  const port = freePort();
  const url = `http${tls === undefined ? "" : "s"}://127.0.0.1:${port}/stop`;
  for (let loop = 0; loop < LOOPS; loop++) {
    let ended: PromiseLike<void> | undefined;
    const server = await startHttpServer({
      port,
      handler: memberHandler({
        onStop: () => ended = server[Symbol.asyncDispose](),
      }),
      tls,
      logger: log.logger,
    });
    const response = await fetch(url, { method: "POST", client });
    assertEquals([response.status, await response.text()], [200, ""]);
    while (ended === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await ended;
  }
  assert(log.lines.length === 0);
}
