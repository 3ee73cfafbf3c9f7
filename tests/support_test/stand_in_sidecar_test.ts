import { assert, assertEquals, assertRejects } from "@std/assert";
import { createCa } from "../support/certificates.ts";
import {
  type StandInSidecar,
  startStandInSidecar,
} from "../support/stand_in_sidecar.ts";
import { until } from "../support/until.ts";

Deno.test("startStandInSidecar() tells a result once, then New", async () => {
  for (const result of ["Successful", "Failed"] as const) {
    await using sidecar = await startStandInSidecar({
      initialize: () => Promise.resolve(result),
    });
    assertEquals(await read(sidecar, "/initialization/status"), "New");
    assertEquals(await read(sidecar, "/initialization/status"), "New");
    assertEquals(await read(sidecar, "/initialization/start"), "");
    await until("the result", () => sidecar.state === result);
    assertEquals(await read(sidecar, "/initialization/status"), result);
    assertEquals(await read(sidecar, "/initialization/status"), "New");
  }
});

Deno.test("startStandInSidecar() ignores triggers while one runs", async () => {
  const done = Promise.withResolvers<"Successful">();
  await using sidecar = await startStandInSidecar({
    initialize: () => done.promise,
  });
  await read(sidecar, "/initialization/start?mode=sanity");
  assertEquals(await read(sidecar, "/initialization/status"), "Progress");
  await read(sidecar, "/initialization/start?mode=full");
  assertEquals(sidecar.initializations, ["sanity"]);
  done.resolve("Successful");
  await until("success", () => sidecar.state === "Successful");
  await read(sidecar, "/initialization/start?mode=full");
  assertEquals(sidecar.state, "Successful");
  assertEquals(sidecar.initializations, ["sanity"]);
});

Deno.test("startStandInSidecar() takes every mode but sanity for full", async () => {
  await using sidecar = await startStandInSidecar();
  for (const query of ["", "?mode=full", "?mode=Sanity", "?mode=sanity"]) {
    await read(sidecar, `/initialization/start${query}`);
    await until("success", () => sidecar.state === "Successful");
    await read(sidecar, "/initialization/status");
  }
  assertEquals(sidecar.initializations, ["full", "full", "full", "sanity"]);
});

Deno.test("startStandInSidecar() takes its time and fails on an error", async () => {
  await using slow = await startStandInSidecar({ initializationMs: 60_000 });
  await read(slow, "/initialization/start");
  assertEquals(slow.state, "Progress");
  await using failing = await startStandInSidecar({
    initialize: () => Promise.reject(new Error("wrong volume")),
  });
  await read(failing, "/initialization/start");
  await until("failure", () => failing.state === "Failed");
});

Deno.test("startStandInSidecar() can begin with a result", async () => {
  await using sidecar = await startStandInSidecar({
    initialStatus: "Successful",
  });
  assertEquals(await read(sidecar, "/initialization/status"), "Successful");
  assertEquals(sidecar.initializations, []);
});

Deno.test("startStandInSidecar() serves the configuration as a file", async () => {
  await using sidecar = await startStandInSidecar({ config: "name: a\n" });
  const url = `${sidecar.url}/config`;
  const whole = await fetch(url);
  assertEquals(whole.status, 200);
  assertEquals(whole.headers.get("content-type"), "application/x-yaml");
  assertEquals(whole.headers.get("accept-ranges"), "bytes");
  assertEquals(whole.headers.get("content-length"), "8");
  assertEquals(await whole.text(), "name: a\n");
  const part = await fetch(url, { headers: { range: "bytes=0-3" } });
  assertEquals(part.status, 206);
  assertEquals(await part.text(), "name");
  const since = whole.headers.get("last-modified") ?? "";
  const same = await fetch(url, { headers: { "if-modified-since": since } });
  assertEquals(same.status, 304);
  await same.body?.cancel();
  sidecar.setConfig("name: b\n");
  assertEquals(await read(sidecar, "/config"), "name: b\n");
  sidecar.setConfig(undefined);
  const none = await fetch(url);
  assertEquals([none.status, await none.text()], [500, ""]);
});

Deno.test("startStandInSidecar() acts alike on every method", async () => {
  await using sidecar = await startStandInSidecar({
    initialStatus: "Successful",
  });
  const status = `${sidecar.url}/initialization/status`;
  const head = await fetch(status, { method: "HEAD" });
  assertEquals(head.headers.get("content-length"), "10");
  assertEquals(await head.text(), "");
  assertEquals(sidecar.state, "New");
  const start = `${sidecar.url}/initialization/start?mode=sanity`;
  const post = await fetch(start, { method: "POST", body: "some body" });
  assertEquals([post.status, await post.text()], [200, ""]);
  const again = await fetch(status, { method: "PUT" });
  assertEquals(await again.text(), "Successful");
});

Deno.test("startStandInSidecar() keeps a connection through bodies and HEAD", async () => {
  await using sidecar = await startStandInSidecar();
  const { port } = sidecar;
  using conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const requests = [
    "POST /nope HTTP/1.1\r\nContent-Length: 9\r\n\r\nsome body",
    "HEAD /nope HTTP/1.1\r\n\r\n",
    "GET /nope HTTP/1.1\r\nConnection: close\r\n\r\n",
  ];
  await conn.write(new TextEncoder().encode(requests.join("")));
  let text = "";
  const decoded = conn.readable.pipeThrough(new TextDecoderStream());
  for await (const part of decoded) text += part;
  assertEquals(text.match(/^HTTP.*404 Not Found\r$/gm)?.length, 3);
  // The answer to HEAD has a length and no body.
  assertEquals(text.match(/^404 page not found$/gm)?.length, 2);
});

Deno.test("startStandInSidecar() answers 404 to what it does not know", async () => {
  await using sidecar = await startStandInSidecar();
  const response = await fetch(`${sidecar.url}/nope`);
  assertEquals(response.status, 404);
  assertEquals(
    response.headers.get("content-type"),
    "text/plain; charset=utf-8",
  );
  assertEquals(await response.text(), "404 page not found\n");
});

Deno.test("startStandInSidecar() records every request", async () => {
  await using sidecar = await startStandInSidecar();
  const before = Date.now() - 1;
  await (await fetch(`${sidecar.url}/initialization/start?mode=sanity`, {
    method: "POST",
    headers: { "x-probe": "1" },
  })).body?.cancel();
  const [request] = sidecar.requests;
  assertEquals(request?.method, "POST");
  assertEquals(request?.path, "/initialization/start");
  assertEquals(request?.query.get("mode"), "sanity");
  assertEquals(request?.headers.get("x-probe"), "1");
  assert(before <= (request?.atMs ?? 0), "the time of the request");
});

Deno.test("restart() forgets the state on the same port", async () => {
  await using sidecar = await startStandInSidecar({ initializationMs: 60_000 });
  const { url } = sidecar;
  await read(sidecar, "/initialization/start");
  await sidecar.restart();
  assertEquals(sidecar.url, url);
  assertEquals(await read(sidecar, "/initialization/status"), "New");
});

Deno.test("restart() forgets the result of what ran before", async () => {
  const first = Promise.withResolvers<"Successful">();
  await using sidecar = await startStandInSidecar({
    initialize: () => first.promise,
  });
  await read(sidecar, "/initialization/start");
  await sidecar.restart();
  first.resolve("Successful");
  await first.promise;
  assertEquals(await read(sidecar, "/initialization/status"), "New");
});

Deno.test("stop() refuses connections and start() keeps the state", async () => {
  await using sidecar = await startStandInSidecar({ initialStatus: "Failed" });
  await sidecar.stop();
  await assertRejects(() => fetch(sidecar.url), TypeError);
  await sidecar.start();
  assertEquals(await read(sidecar, "/initialization/status"), "Failed");
});

Deno.test("startStandInSidecar() listens on IPv6", async () => {
  await using sidecar = await startStandInSidecar({ hostname: "::1" });
  assertEquals(sidecar.hostPort, `[::1]:${sidecar.port}`);
  assertEquals(await read(sidecar, "/initialization/status"), "New");
});

Deno.test("startStandInSidecar() serves TLS with the sidecar's headers", async () => {
  const ca = await createCa("ca");
  const { certPem: cert, keyPem: key } = await ca.issue({ commonName: "s" });
  await using sidecar = await startStandInSidecar({
    config: "name: a\n",
    tls: { cert, key },
  });
  using client = Deno.createHttpClient({ caCerts: [ca.certPem] });
  const status = await fetch(`${sidecar.url}/initialization/status`, {
    client,
  });
  assertEquals(
    status.headers.get("strict-transport-security"),
    "max-age=31536000",
  );
  assertEquals(
    status.headers.get("content-security-policy"),
    "default-src 'self'",
  );
  assertEquals(await status.text(), "New");
  const config = await fetch(`${sidecar.url}/config`, { client });
  assertEquals(config.headers.get("strict-transport-security"), null);
  assertEquals(await config.text(), "name: a\n");
  await assertRejects(() => fetch(`${sidecar.url}/config`), TypeError);
  await assertRejects(() => fetch(`http://${sidecar.hostPort}`), TypeError);
});

async function read(sidecar: StandInSidecar, path: string): Promise<string> {
  // A pooled connection may be one that a restart has just closed.
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  return await (await fetch(sidecar.url + path, { client })).text();
}
