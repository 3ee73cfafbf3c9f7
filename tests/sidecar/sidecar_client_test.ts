import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  createSidecarClient,
  type SidecarClient,
  SidecarError,
} from "../../lib/sidecar/sidecar_client.ts";
import { describeError } from "../../lib/log/describe_error.ts";
import { freePort, freePorts } from "../support/free_ports.ts";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";
import type { Status } from "../support/stand_in_sidecar/initialization_state.ts";
import { until } from "../support/until.ts";

/** The room's scope: the network address of the sidecar and nothing else. */
const LOOPBACK = { permissions: { net: ["127.0.0.1", "[::1]"] } };
const STATUS = "/initialization/status";
const { signal } = new AbortController();

for (
  const [initialStatus, expected] of [
    ["New", "New"],
    ["Progress", "InProgress"],
    ["Successful", "Successful"],
    ["Failed", "Failed"],
  ] as [Status, string][]
) {
  Deno.test(`status() reads ${initialStatus} once`, LOOPBACK, async () => {
    await using sidecar = await startStandInSidecar({ initialStatus });
    using client = clientOf(sidecar.url);
    assertEquals<string>(await client.status(signal), expected);
    assertEquals(sidecar.requests.map(({ path }) => path), [STATUS]);
  });
}

for (
  const body of [
    "Successful\n",
    "successful",
    "\uFEFFSuccessful",
    " New",
    "",
    "Succ",
    "<html>",
  ]
) {
  Deno.test(
    `status() takes ${JSON.stringify(body)} for progress (F20)`,
    LOOPBACK,
    async () => {
      await using sidecar = await startStandInSidecar();
      sidecar.faults.once(STATUS, { body });
      using client = clientOf(sidecar.url);
      assertEquals(await client.status(signal), "InProgress");
    },
  );
}

for (const status of [200, 201, 202]) {
  Deno.test(`status() accepts HTTP ${status}`, LOOPBACK, async () => {
    await using sidecar = await startStandInSidecar();
    sidecar.faults.once(STATUS, { status, body: "Successful" });
    using client = clientOf(sidecar.url);
    assertEquals(await client.status(signal), "Successful");
  });
}

for (
  const [status, text] of [
    [203, "Non Authoritative Info"],
    [204, "No Content"],
    [206, "Partial Content"],
    [208, "Already Reported"],
    [300, "Multiple Choices"],
    [304, "Not Modified"],
    [400, "Bad Request"],
    [404, "Not Found"],
    [500, "Internal Server Error"],
    [503, "Service Unavailable"],
    [599, ""],
  ] as const
) {
  Deno.test(`status() rejects HTTP ${status} (F18)`, LOOPBACK, async () => {
    await using sidecar = await startStandInSidecar();
    sidecar.faults.once(STATUS, { status, body: "Successful" });
    using client = clientOf(sidecar.url);
    const error = await assertRejects(
      () => client.status(signal),
      SidecarError,
    );
    assertEquals(
      error.message,
      `Cannot get ${sidecar.url}${STATUS}: HTTP ${status} ${text}`.trimEnd(),
    );
  });
}

for (const mode of ["full", "sanity"] as const) {
  Deno.test(`start() asks for a ${mode} validation`, LOOPBACK, async () => {
    await using sidecar = await startStandInSidecar();
    using client = clientOf(sidecar.url);
    await client.start(mode, signal);
    assertEquals(sidecar.initializations, [mode]);
    const [request] = sidecar.requests;
    assertEquals(
      [request?.method, request?.path, request?.query.toString()],
      ["GET", "/initialization/start", `mode=${mode}`],
    );
  });
}

Deno.test("start() rejects what is not OK (F24)", LOOPBACK, async () => {
  await using sidecar = await startStandInSidecar();
  sidecar.faults.once("/initialization/start", { status: 500 });
  using client = clientOf(sidecar.url);
  await assertRejects(
    () => client.start("full", signal),
    SidecarError,
    "HTTP 500 Internal Server Error",
  );
});

Deno.test("config() gives the bytes as they are", LOOPBACK, async () => {
  const config = new Uint8Array(100_000).map((_, index) => index % 251);
  await using sidecar = await startStandInSidecar({ config });
  using client = clientOf(sidecar.url);
  assertEquals(await client.config(signal), config);
});

Deno.test(
  "config() asks in a way that a whole answer must follow",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({ config: "name: a\n" });
    using client = clientOf(sidecar.url);
    await client.config(signal);
    const [request] = sidecar.requests;
    for (const name of ["range", "if-modified-since", "if-none-match"]) {
      assertEquals(request?.headers.get(name), null);
    }
  },
);

Deno.test(
  "createSidecarClient() sends all requests on one connection",
  LOOPBACK,
  async () => {
    const ports = new Set<number>();
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (_request, { remoteAddr }) => {
        ports.add(remoteAddr.port);
        return new Response("New");
      },
    );
    using client = clientOf(`http://127.0.0.1:${server.addr.port}`);
    for (let count = 0; count < 5; count++) await client.status(signal);
    assertEquals(ports.size, 1);
  },
);

for (const hostname of ["127.0.0.1", "::1"]) {
  Deno.test(
    `createSidecarClient() reaches ${hostname} (F62)`,
    LOOPBACK,
    async () => {
      await using sidecar = await startStandInSidecar({ hostname });
      using client = clientOf(sidecar.url);
      assertEquals(await client.status(signal), "New");
    },
  );
}

Deno.test("status() rejects when nothing listens (F16)", LOOPBACK, async () => {
  const port = freePort();
  using client = clientOf(`http://127.0.0.1:${port}`);
  const error = await assertRejects(() => client.status(signal), SidecarError);
  assertStringIncludes(describeError(error), "Connection refused");
  assertStringIncludes(error.message, `http://127.0.0.1:${port}${STATUS}`);
});

Deno.test(
  "status() rejects at once with the signal's reason",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar();
    sidecar.faults.always(STATUS, { hang: true });
    using client = clientOf(sidecar.url);
    const stop = new AbortController();
    const reading = client.status(stop.signal);
    await until("the request", () => sidecar.requests.length === 1);
    stop.abort(new TypeError("stopped"));
    await assertRejects(() => reading, TypeError, "stopped");
    await assertRejects(() => client.status(stop.signal), TypeError, "stopped");
    assertEquals(sidecar.requests.length, 1);
  },
);

const [GRANTED = 0, OTHER = 0] = freePorts(2);
Deno.test("createSidecarClient() needs its one address and no more", {
  permissions: { net: [`127.0.0.1:${GRANTED}`] },
}, async () => {
  await using sidecar = await startStandInSidecar({
    port: GRANTED,
    config: "name: a\n",
  });
  using client = clientOf(sidecar.url);
  assertEquals(await client.status(signal), "New");
  await client.start("full", signal);
  await client.config(signal);
  using outside = clientOf(`http://127.0.0.1:${OTHER}`);
  const error = await assertRejects(() => outside.status(signal), SidecarError);
  assertInstanceOf(error.cause, Deno.errors.NotCapable);
  await assertRejects(
    () => Deno.readTextFile("/etc/hostname"),
    Deno.errors.NotCapable,
  );
});

function clientOf(url: string): SidecarClient {
  return createSidecarClient({ url: new URL(url), caCerts: [] });
}
