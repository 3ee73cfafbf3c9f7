import { assert, assertEquals } from "@std/assert";
import { PhaseTracker } from "../../lib/phase/phase.ts";

const PURE = { permissions: "none" } as const;

Deno.test("PhaseTracker starts in its first phase", PURE, () => {
  const before = Date.now();
  const { name, detail, sinceMs } = new PhaseTracker("initializing").current;
  assertEquals([name, detail], ["initializing", ""]);
  assert(sinceMs >= before);
});

Deno.test("set() renews the detail and keeps the phase's begin", PURE, () => {
  const phase = new PhaseTracker("initializing");
  const { sinceMs } = phase.current;
  phase.set("initializing", "validating");
  assertEquals(phase.current, {
    name: "initializing",
    detail: "validating",
    sinceMs,
  });
  phase.set("ready");
  assertEquals([phase.current.name, phase.current.detail], ["ready", ""]);
  assert(phase.current.sinceMs >= sinceMs);
});

Deno.test("set() leaves a phase that was read before as it was", PURE, () => {
  const phase = new PhaseTracker("ready");
  const before = phase.current;
  phase.set("stopping");
  assertEquals(before.name, "ready");
});
