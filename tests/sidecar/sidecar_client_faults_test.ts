import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  createSidecarClient,
  type SidecarClient,
  SidecarError,
} from "../../lib/sidecar/sidecar_client.ts";
import { describeError } from "../../lib/log/describe_error.ts";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";

const LOOPBACK = { permissions: { net: ["127.0.0.1"] } };
const STATUS = "/initialization/status";
const CONFIG = "name: etcd-main-0\n";
const { signal } = new AbortController();

for (const redirects of [1, 10]) {
  Deno.test(`config() follows ${redirects} redirects`, LOOPBACK, async () => {
    await using sidecar = await startStandInSidecar({ config: CONFIG });
    for (let count = 0; count < redirects; count++) {
      sidecar.faults.once("/config", { status: 302, location: "/config" });
    }
    using client = clientOf(sidecar.url);
    assertEquals(text(await client.config(signal)), CONFIG);
    assertEquals(sidecar.requests.length, redirects + 1);
  });
}

Deno.test("config() gives up at the eleventh redirect", LOOPBACK, async () => {
  await using sidecar = await startStandInSidecar({ config: CONFIG });
  sidecar.faults.always("/config", { status: 307, location: "/config" });
  using client = clientOf(sidecar.url);
  await assertRejects(
    () => client.config(signal),
    SidecarError,
    "more than 10 redirects",
  );
  assertEquals(sidecar.requests.length, 11);
});

for (const status of [301, 302, 303, 307, 308]) {
  Deno.test(
    `config() follows HTTP ${status} to another server`,
    LOOPBACK,
    async () => {
      await using other = await startStandInSidecar({ config: CONFIG });
      await using sidecar = await startStandInSidecar();
      const location = `${other.url}/config`;
      sidecar.faults.once("/config", { status, location });
      using client = clientOf(sidecar.url);
      assertEquals(text(await client.config(signal)), CONFIG);
      assertEquals(other.requests.map(({ method }) => method), ["GET"]);
    },
  );
}

Deno.test("config() rejects a redirect without a place", LOOPBACK, async () => {
  await using sidecar = await startStandInSidecar();
  sidecar.faults.once("/config", { status: 302 });
  using client = clientOf(sidecar.url);
  await assertRejects(() => client.config(signal), SidecarError, "HTTP 302");
});

Deno.test("config() rejects a redirect to no URL", LOOPBACK, async () => {
  await using sidecar = await startStandInSidecar();
  sidecar.faults.once("/config", { status: 302, location: "http://[" });
  using client = clientOf(sidecar.url);
  await assertRejects(() => client.config(signal), SidecarError);
});

for (
  const [what, fault] of [
    ["headers first, body later", { delayBodyMs: 100 }],
    ["byte by byte", { dribbleMs: 2 }],
    ["late", { delayHeadersMs: 100 }],
  ] as const
) {
  Deno.test(
    `config() reads an answer that comes ${what} (F23)`,
    LOOPBACK,
    async () => {
      await using sidecar = await startStandInSidecar({ config: CONFIG });
      sidecar.faults.once("/config", fault);
      using client = clientOf(sidecar.url);
      assertEquals(text(await client.config(signal)), CONFIG);
    },
  );
}

for (const cutAfterBytes of [0, 1, CONFIG.length - 1]) {
  Deno.test(
    `config() rejects a body cut after ${cutAfterBytes} bytes (F28)`,
    LOOPBACK,
    async () => {
      await using sidecar = await startStandInSidecar({ config: CONFIG });
      sidecar.faults.once("/config", { cutAfterBytes });
      using client = clientOf(sidecar.url);
      const error = await assertRejects(
        () => client.config(signal),
        SidecarError,
        `Cannot get ${sidecar.url}/config`,
      );
      assert(describeError(error).length > error.message.length);
      assertEquals(text(await client.config(signal)), CONFIG);
    },
  );
}

Deno.test(
  "status() rejects `Successful` cut short (F65)",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({
      initialStatus: "Successful",
    });
    sidecar.faults.once(STATUS, { cutAfterBytes: 4 });
    using client = clientOf(sidecar.url);
    await assertRejects(() => client.status(signal), SidecarError);
  },
);

for (const fault of [{ garbage: true }, { close: true }] as const) {
  Deno.test(`status() rejects ${Object.keys(fault)}`, LOOPBACK, async () => {
    await using sidecar = await startStandInSidecar();
    sidecar.faults.always(STATUS, fault);
    using client = clientOf(sidecar.url);
    await assertRejects(() => client.status(signal), SidecarError);
    sidecar.faults.clear();
    assertEquals(await client.status(signal), "New");
  });
}

Deno.test(
  "config() rejects an answer of more than 32 MiB",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({ config: CONFIG });
    sidecar.faults.once("/config", { padToBytes: 32 * 1024 * 1024 + 1 });
    using client = clientOf(sidecar.url);
    await assertRejects(
      () => client.config(signal),
      SidecarError,
      "the answer is larger than 33554432 bytes",
    );
    assertEquals(text(await client.config(signal)), CONFIG);
  },
);

for (
  const [what, fault] of [
    ["hangs", { hang: true }],
    ["sends no body", { delayBodyMs: 600_000 }],
    ["dribbles for too long", { dribbleMs: 40 }],
  ] as const
) {
  Deno.test(
    `config() gives up on an answer that ${what} (F22)`,
    LOOPBACK,
    async () => {
      await using sidecar = await startStandInSidecar({ config: CONFIG });
      sidecar.faults.always("/config", fault);
      using client = clientOf(sidecar.url, 100);
      const error = await assertRejects(
        () => client.config(signal),
        SidecarError,
      );
      assertEquals(
        describeError(error),
        `Cannot get ${sidecar.url}/config: No answer within 0.1 s`,
      );
    },
  );
}

Deno.test(
  "config() counts redirects in one request's time",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar();
    const delayHeadersMs = 40;
    const location = "/config";
    sidecar.faults.always("/config", { status: 302, location, delayHeadersMs });
    using client = clientOf(sidecar.url, 200);
    const error = await assertRejects(
      () => client.config(signal),
      SidecarError,
    );
    assert(describeError(error).endsWith("No answer within 0.2 s"));
  },
);

function clientOf(url: string, requestTimeoutMs = 60_000): SidecarClient {
  return createSidecarClient({
    url: new URL(url),
    caCerts: [],
    requestTimeoutMs,
  });
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
