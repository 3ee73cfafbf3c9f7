import { assert, assertEquals, assertRejects } from "@std/assert";
import { createCa } from "../support/certificates.ts";
import {
  type StandInSidecar,
  startStandInSidecar,
} from "../support/stand_in_sidecar.ts";
import { until } from "../support/until.ts";

const CONFIG = "name: etcd-main-0\n";

Deno.test("once() is for one request, always() for the rest", async () => {
  await using sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.once("/config", { status: 500 }, { status: 404 });
  sidecar.faults.always("/config", { status: 503 });
  assertEquals(await statuses(sidecar, 4), [500, 404, 503, 503]);
  sidecar.faults.clear("/config");
  assertEquals(await statuses(sidecar, 1), [200]);
});

Deno.test("status answers any code with the body of the fault", async () => {
  await using sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.once(
    "/config",
    { status: 500, body: "broken" },
    { status: 204, body: "nothing of this" },
    { status: 206, body: "name" },
  );
  assertEquals(await rawRead(sidecar), [
    "HTTP/1.1 500 Internal Server Error",
    "broken",
  ]);
  assertEquals(await rawRead(sidecar), ["HTTP/1.1 204 No Content", ""]);
  assertEquals(await rawRead(sidecar), [
    "HTTP/1.1 206 Partial Content",
    "name",
  ]);
});

Deno.test("location redirects to a path and to another server", async () => {
  await using other = await startStandInSidecar({ config: "name: other\n" });
  await using sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.once(
    "/moved",
    { status: 302, location: "/config" },
    { status: 302, location: `${other.url}/config` },
  );
  assertEquals(await (await fetch(`${sidecar.url}/moved`)).text(), CONFIG);
  assertEquals(
    await (await fetch(`${sidecar.url}/moved`)).text(),
    "name: other\n",
  );
});

Deno.test("body replaces the answer and keeps the state", async () => {
  await using sidecar = await startStandInSidecar({
    initialStatus: "Successful",
  });
  sidecar.faults.once("/initialization/status", { body: "Successful\n" });
  const url = `${sidecar.url}/initialization/status`;
  assertEquals(await (await fetch(url)).text(), "Successful\n");
  assertEquals(sidecar.state, "Successful");
});

Deno.test("padToBytes makes a body of that size", async () => {
  await using sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.once("/config", { padToBytes: 10_000_000 });
  const body = await (await fetch(`${sidecar.url}/config`)).text();
  assertEquals(body.length, 10_000_000);
  assert(body.startsWith(`${CONFIG}###`), body.slice(0, 50));
});

Deno.test("close ends the connection without an answer", async () => {
  await using sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.once("/config", { close: true }, { close: true });
  assertEquals(await rawRead(sidecar), ["", ""]);
  // The client may try again by itself after a connection without an answer.
  sidecar.faults.always("/config", { close: true });
  await assertRejects(() => fetch(`${sidecar.url}/config`), TypeError);
});

Deno.test("garbage is no HTTP", async () => {
  await using sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.always("/config", { garbage: true });
  assert(!(await rawRead(sidecar))[0].startsWith("HTTP"), "no HTTP");
  await assertRejects(() => fetch(`${sidecar.url}/config`), TypeError);
});

Deno.test("hang never answers and ends with the client", async () => {
  await using sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.always("/config", { hang: true });
  const stop = new AbortController();
  const hanging = fetch(`${sidecar.url}/config`, { signal: stop.signal });
  await until("the request", () => sidecar.requests.length === 1);
  // Another connection is served meanwhile.
  const status = `${sidecar.url}/initialization/status`;
  assertEquals(await (await fetch(status)).text(), "New");
  stop.abort(new Error("enough"));
  await assertRejects(() => hanging, Error, "enough");
});

Deno.test("hang ends with the sidecar", async () => {
  const sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.always("/config", { hang: true });
  const hanging = assertRejects(() => fetch(`${sidecar.url}/config`));
  await until("the request", () => sidecar.requests.length === 1);
  await sidecar[Symbol.asyncDispose]();
  await hanging;
});

Deno.test("delayHeadersMs holds back the answer and its effect", async () => {
  await using sidecar = await startStandInSidecar({
    initialStatus: "Successful",
  });
  sidecar.faults.once("/initialization/status", { delayHeadersMs: 60_000 });
  const held = assertRejects(() =>
    fetch(`${sidecar.url}/initialization/status`)
  );
  await until("the request", () => sidecar.requests.length === 1);
  assertEquals(sidecar.state, "Successful");
  await sidecar.stop();
  await held;
  await sidecar.start();
  sidecar.faults.once("/initialization/status", { delayHeadersMs: 30 });
  const url = `${sidecar.url}/initialization/status`;
  assertEquals(await (await fetch(url)).text(), "Successful");
});

Deno.test("delayBodyMs sends the headers first", async () => {
  await using sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.once("/config", { delayBodyMs: 60_000 });
  const response = await fetch(`${sidecar.url}/config`);
  assertEquals(response.status, 200);
  const body = assertRejects(() => response.text());
  await sidecar.stop();
  await body;
  await sidecar.start();
  sidecar.faults.once("/config", { delayBodyMs: 30 });
  assertEquals(await (await fetch(`${sidecar.url}/config`)).text(), CONFIG);
});

Deno.test("dribbleMs sends the body byte by byte", async () => {
  await using sidecar = await startStandInSidecar({ config: "abcdef" });
  sidecar.faults.once("/config", { dribbleMs: 20 });
  const response = await fetch(`${sidecar.url}/config`);
  const chunks: number[] = [];
  for await (const chunk of response.body ?? []) chunks.push(chunk.length);
  assertEquals(chunks.reduce((sum, length) => sum + length, 0), 6);
  assert(chunks.length > 1, `${chunks.length} chunks`);
});

Deno.test("cutAfterBytes closes in the middle of the body", async () => {
  await using sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.always("/config", { cutAfterBytes: 4 });
  assertEquals(await rawRead(sidecar), ["HTTP/1.1 200 OK", "name"]);
  const response = await fetch(`${sidecar.url}/config`);
  assertEquals(response.headers.get("content-length"), `${CONFIG.length}`);
  await assertRejects(() => response.text());
});

Deno.test("cutAfterBytes consumes the result that is cut", async () => {
  await using sidecar = await startStandInSidecar({
    initialStatus: "Successful",
  });
  sidecar.faults.once("/initialization/status", { cutAfterBytes: 3 });
  const url = `${sidecar.url}/initialization/status`;
  await assertRejects(async () => await (await fetch(url)).text());
  assertEquals(await (await fetch(url)).text(), "New");
});

Deno.test("faults go over TLS too", async () => {
  const ca = await createCa("ca");
  const { certPem: cert, keyPem: key } = await ca.issue({ commonName: "s" });
  await using sidecar = await startStandInSidecar({
    config: CONFIG,
    tls: { cert, key },
  });
  using client = Deno.createHttpClient({ caCerts: [ca.certPem] });
  const url = `${sidecar.url}/config`;
  sidecar.faults.once("/config", { cutAfterBytes: 4 }, { dribbleMs: 1 });
  await assertRejects(async () => await (await fetch(url, { client })).text());
  assertEquals(await (await fetch(url, { client })).text(), CONFIG);
  sidecar.faults.always("/config", { garbage: true });
  await assertRejects(() => fetch(url, { client }), TypeError);
});

async function statuses(
  sidecar: StandInSidecar,
  count: number,
): Promise<number[]> {
  const result: number[] = [];
  for (let index = 0; index < count; index++) {
    const response = await fetch(`${sidecar.url}/config`);
    await response.body?.cancel();
    result.push(response.status);
  }
  return result;
}

/** Reads `/config` to the end of the connection: status line and body. */
async function rawRead(sidecar: StandInSidecar): Promise<[string, string]> {
  using conn = await Deno.connect({
    hostname: "127.0.0.1",
    port: sidecar.port,
  });
  const request =
    "GET /config HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  await conn.write(new TextEncoder().encode(request));
  let text = "";
  for await (const part of conn.readable) {
    text += new TextDecoder("latin1").decode(part);
  }
  const [head = "", ...body] = text.split("\r\n\r\n");
  return [head.split("\r\n")[0] ?? "", body.join("\r\n\r\n")];
}
