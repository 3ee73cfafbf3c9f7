import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { fetchConfig } from "../../lib/sidecar/fetch_config.ts";
import {
  createSidecarClient,
  SidecarError,
} from "../../lib/sidecar/sidecar_client.ts";
import { captureLog } from "../support/captured_log.ts";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";
import { until } from "../support/until.ts";

const LOOPBACK = { permissions: { net: ["127.0.0.1"] } };
const CONFIG = "name: etcd-main-0\n";

Deno.test(
  "fetchConfig() gives the configuration of the first answer",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({ config: CONFIG });
    using log = captureLog();
    assertEquals(await fetchText(sidecar.url, log), CONFIG);
    assertEquals(log.lines, []);
    assertEquals(sidecar.requests.length, 1);
  },
);

Deno.test(
  "fetchConfig() goes on after two failures (F26)",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({ config: CONFIG });
    sidecar.faults.once("/config", { status: 500 }, { cutAfterBytes: 3 });
    using log = captureLog();
    assertEquals(await fetchText(sidecar.url, log), CONFIG);
    assertEquals(
      log.lines.map(({ level, msg, operation, "current-attempt": attempt }) => [
        level,
        msg,
        operation,
        attempt,
      ]),
      [0, 1].map((
        attempt,
      ) => ["warn", "re-attempting operation", "GetEtcdConfig", attempt]),
    );
    assertStringIncludes(
      String(log.lines[0]?.["error"]),
      `Cannot get ${sidecar.url}/config: HTTP 500 Internal Server Error`,
    );
  },
);

Deno.test(
  "fetchConfig() gives up after five tries (F25)",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar();
    using log = captureLog();
    await assertRejects(
      () => fetchText(sidecar.url, log),
      SidecarError,
      "HTTP 500",
    );
    assertEquals(sidecar.requests.length, 5);
    assertEquals(log.messages("warn").length, 5);
    const [error] = log.lines.filter(({ level }) => level === "error");
    assertEquals(
      [error?.msg, error?.["operation"], error?.["numAttempts"]],
      ["all retries exhausted", "GetEtcdConfig", 5],
    );
  },
);

Deno.test(
  "fetchConfig() pauses for a second between two tries",
  LOOPBACK,
  async () => {
    await using sidecar = await startStandInSidecar({ config: CONFIG });
    sidecar.faults.once("/config", { status: 500 });
    using log = captureLog();
    await fetchText(sidecar.url, log, {});
    const [first, second] = sidecar.requests;
    assert((second?.atMs ?? 0) - (first?.atMs ?? 0) >= 995);
  },
);

Deno.test("fetchConfig() ends at once by the signal", LOOPBACK, async () => {
  await using sidecar = await startStandInSidecar();
  using log = captureLog();
  for (const [fault, requests] of [[{ hang: true }, 1], [{}, 2]] as const) {
    sidecar.faults.once("/config", fault);
    const stop = new AbortController();
    using client = createSidecarClient({
      url: new URL(sidecar.url),
      caCerts: [],
    });
    const fetching = fetchConfig({
      sidecar: client,
      logger: log.logger,
      signal: stop.signal,
      pauseMs: 60_000,
    });
    await until("a request", () => sidecar.requests.length === requests);
    stop.abort(new TypeError("stopped"));
    await assertRejects(() => fetching, TypeError, "stopped");
  }
});

async function fetchText(
  url: string,
  log: ReturnType<typeof captureLog>,
  options: { readonly pauseMs?: number } = { pauseMs: 1 },
): Promise<string> {
  using sidecar = createSidecarClient({ url: new URL(url), caCerts: [] });
  const { signal } = new AbortController();
  const config = await fetchConfig({
    sidecar,
    logger: log.logger,
    signal,
    ...options,
  });
  return new TextDecoder().decode(config);
}
