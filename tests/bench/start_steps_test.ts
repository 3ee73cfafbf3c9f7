import { assertEquals } from "@std/assert";
import { startSteps } from "./start_steps.ts";

const START_MS = Date.parse("2026-01-01T00:00:00.000Z");

function line(atMs: number, msg: string, fields = {}) {
  const ts = new Date(START_MS + atMs).toISOString();
  return { level: "info", ts, msg, ...fields };
}

Deno.test("startSteps() divides a start by the lines of the log", () => {
  const log = [
    line(40, "Running with flags: a"),
    line(60, "Fetched initialization status", { Status: "New" }),
    line(90, "Fetched initialization status", { Status: "Successful" }),
    line(100, "Fetched and written etcd configuration"),
    line(105, "started etcd"),
    line(175, "ready to serve client requests"),
    line(180, "etcd server is now ready to serve client requests"),
  ];
  const steps = startSteps({
    pid: 0,
    readyMs: 183,
    execAtMs: START_MS,
    log: () => log,
    stop: () => Promise.resolve(0),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
  assertEquals(steps.map(({ ms }) => ms), [40, 20, 30, 10, 5, 70, 5, 3, 113]);
});
