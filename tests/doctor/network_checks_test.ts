import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CHECK_NAMES } from "../../lib/doctor/checks/check_names.ts";
import { CHECK_PEERS } from "../../lib/doctor/checks/check_peers.ts";
import { CHECK_PORTS } from "../../lib/doctor/checks/check_ports.ts";
import { CHECK_VERSIONS } from "../../lib/doctor/checks/check_versions.ts";
import { measureClock } from "../../lib/doctor/measure_clock.ts";
import { freePort, freePorts } from "../support/free_ports.ts";
import { startMember } from "../support/running_member.ts";
import { codesOf, examine } from "./examine.ts";

/** A member `a` beside others. */
function config(others: Readonly<Record<string, string>>, peerPort = 2380) {
  const url = `http://127.0.0.1:${peerPort}`;
  const all = Object.entries({ a: url, ...others });
  return `name: a
data-dir: /data
listen-peer-urls: ${url}
initial-advertise-peer-urls: ${url}
initial-cluster: ${all.map((entry) => entry.join("=")).join(",")}
`;
}

/** Something that answers like etcd's peer port, by a clock of its own. */
function startStandIn(answer: () => Response | Promise<Response>) {
  const server = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen() {},
  }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function shiftedDate(shiftMs: number): Response {
  const date = new Date(Date.now() + shiftMs).toUTCString();
  return Response.json({ etcdserver: "3.5.1" }, { headers: { date } });
}

Deno.test("CHECK_NAMES finds names that do not resolve, and says whose they are", async () => {
  const report = await examine(CHECK_NAMES, {
    config: config({ b: "http://none.invalid:2380", c: "http://localhost:1" }),
  });
  assertEquals(codesOf(report), ["NAME_UNRESOLVED none.invalid"]);
  assertStringIncludes(report.findings[0]?.reason ?? "", 'the name of "b"');
  assertEquals(report.status, "error");
  const { addresses } = report.facts as {
    readonly addresses: Readonly<Record<string, readonly string[]>>;
  };
  assert(addresses["localhost"]?.includes("127.0.0.1"));
});

Deno.test("CHECK_NAMES finds an own name that leads elsewhere", async () => {
  const report = await examine(CHECK_NAMES, {
    config: `${config({})}advertise-client-urls: http://192.0.2.1:2379\n`,
  });
  assertEquals(codesOf(report), ["NAME_NOT_OWN 192.0.2.1"]);
});

Deno.test("measureClock() finds a difference within its own precision", async () => {
  for (const shiftMs of [0, 5000, -90_000]) {
    await using peer = startStandIn(() => shiftedDate(shiftMs));
    using http = Deno.createHttpClient({});
    const { offsetMs, precisionMs } = await measureClock({
      url: peer.url,
      http,
      signal: new AbortController().signal,
    });
    const errorMs = Math.abs(offsetMs - shiftMs);
    assert(errorMs <= precisionMs + 1, `${errorMs} of ${precisionMs}`);
    assert(precisionMs <= 500, `better than one header: ${precisionMs}`);
  }
});

Deno.test("CHECK_PEERS finds clocks that differ, and members that are silent", async () => {
  await using right = startStandIn(() => shiftedDate(0));
  await using wrong = startStandIn(() => shiftedDate(-10_000));
  const report = await examine(CHECK_PEERS, {
    config: config({
      b: right.url,
      c: wrong.url,
      d: `http://127.0.0.1:${freePort()}`,
    }),
  });
  assertEquals(codesOf(report).map((code) => code.split(" ")[0]).sort(), [
    "CLOCK_DIFFERS",
    "PEER_SILENT",
  ]);
  const [reason = ""] = report.findings
    .filter(({ code }) => code === "CLOCK_DIFFERS").map((it) => it.reason);
  assert(/^the clock of "c" is -(9|10)\d{3} ms \(± \d+ ms\) off$/.test(reason));
  assertStringIncludes(report.summary, "2 of 3 others answer");
});

Deno.test("CHECK_PEERS gives up on a member that takes connections and says nothing", async () => {
  const gate = Promise.withResolvers<Response>();
  await using hung = startStandIn(() => gate.promise);
  const report = await examine({ ...CHECK_PEERS, timeoutMs: 300 }, {
    config: config({ b: hung.url }),
  });
  gate.resolve(new Response());
  assertEquals(codesOf(report), ["CHECK_TIMEOUT peers"]);
  assertEquals(report.summary, "not finished");
});

Deno.test("CHECK_PEERS and CHECK_VERSIONS ask a real etcd", async () => {
  await using member = await startMember({ line: "3.6" });
  const options = { config: config({ b: member.peerUrl }) };
  const peers = await examine(CHECK_PEERS, options);
  assertEquals(codesOf(peers), []);
  assertStringIncludes(peers.summary, "1 of 1 others answer; their clocks: b ");

  const near = await examine(CHECK_VERSIONS, options);
  assertEquals(codesOf(near), ["VERSION_SKEW b"]);
  assertStringIncludes(near.findings[0]?.reason ?? "", '"b" runs etcd 3.6.');
  const far = await examine(CHECK_VERSIONS, {
    ...options,
    subject: { etcdVersion: { major: 3, minor: 4, patch: 44 } },
  });
  assertEquals(codesOf(far), ["VERSION_TOO_FAR b"]);
});

Deno.test("CHECK_VERSIONS compares the wrappers, too", async () => {
  await using other = startStandIn(() =>
    Response.json({ versions: { wrapper: "9.9.9" } })
  );
  const report = await examine(CHECK_VERSIONS, {
    config: config({ b: "http://127.0.0.1:1" }),
    flags: { wrapperPort: Number(new URL(other.url).port) },
  });
  assertEquals(codesOf(report), ["VERSION_SKEW b"]);
  assertStringIncludes(
    report.findings[0]?.reason ?? "",
    '"b" has etcd-wrapper 9.9.9',
  );
});

Deno.test("CHECK_PORTS finds what is free, taken by whom, and not of this machine", async () => {
  const [peerPort = 0, wrapperPort = 0, clientPort = 0] = freePorts(3);
  const text = `${config({}, peerPort)}listen-client-urls: ` +
    `http://127.0.0.1:${clientPort},http://192.0.2.1:2379\n`;
  const flags = { wrapperPort };
  const free = await examine(CHECK_PORTS, { config: text, flags });
  assertEquals(codesOf(free), ["ADDRESS_NOT_LOCAL 192.0.2.1:2379"]);

  using listener = Deno.listen({ hostname: "127.0.0.1", port: peerPort });
  await using _closing = acceptAndClose(listener);
  await using web = Deno.serve(
    { hostname: "127.0.0.1", port: wrapperPort, onListen() {} },
    () => new Response("hello"),
  );
  assertEquals(web.addr.port, wrapperPort);
  const taken = await examine(CHECK_PORTS, { config: text, flags });
  assertEquals(codesOf(taken).sort(), [
    "ADDRESS_NOT_LOCAL 192.0.2.1:2379",
    `PORT_TAKEN 0.0.0.0:${wrapperPort}`,
    `PORT_TAKEN 127.0.0.1:${peerPort}`,
  ]);
  const reasons = taken.findings.map(({ reason }) => reason).join("\n");
  assertStringIncludes(reasons, "but another HTTP server does");
  assertStringIncludes(reasons, "but something that does not answer HTTP does");
});

Deno.test("CHECK_PORTS takes the member that runs for what it is, and another for another", async () => {
  await using member = await startMember();
  const peerPort = Number(new URL(member.peerUrl).port);
  const flags = { wrapperPort: freePort() };
  const own = await examine(CHECK_PORTS, {
    config: config({}, peerPort).replace("/data", `${member.dir}/new.etcd`),
    flags,
  });
  assertEquals(codesOf(own), []);
  assertStringIncludes(own.summary, "1 in use by the running member");

  const other = await examine(CHECK_PORTS, {
    config: config({}, peerPort).replace("/data", `${member.dir}/other`),
    flags,
  });
  assertEquals(codesOf(other), [`PORT_TAKEN 127.0.0.1:${peerPort}`]);
  assertStringIncludes(other.findings[0]?.reason ?? "", "but etcd 3.5.");
});

/** Closes each connection at once, as another protocol would. */
function acceptAndClose(listener: Deno.Listener): AsyncDisposable {
  const loop = (async () => {
    try {
      for await (const connection of listener) connection.close();
    } catch {
      // The listener was closed.
    }
  })();
  return {
    async [Symbol.asyncDispose]() {
      try {
        listener.close();
      } catch {
        // It is closed already.
      }
      await loop;
    },
  };
}
