import { assert, assertEquals } from "@std/assert";
import type { Health } from "../../lib/health/health.ts";
import type { MemberFacts } from "../../lib/health/member_facts.ts";
import { trackerIn } from "../support/health_tracker.ts";

const PURE = { permissions: "none" } as const;

Deno.test("HealthTracker starts in its first phase", PURE, () => {
  const before = Date.now();
  const { phase, cause, isReady, timeline } = trackerIn("initializing").current;
  assertEquals(
    [phase.name, phase.detail, cause, isReady],
    ["initializing", "", "Initializing", false],
  );
  assert(phase.sinceMs >= before);
  assertEquals(timeline, [
    { name: "initializing", fromMs: phase.sinceMs, toMs: undefined },
  ]);
});

Deno.test("enter() renews the detail and keeps the phase's begin", PURE, () => {
  const health = trackerIn("initializing");
  const { sinceMs } = health.current.phase;
  health.enter("initializing", {
    cause: "Validating",
    detail: "validating",
    progressPercent: 43,
  });
  assertEquals(health.current.phase, {
    name: "initializing",
    detail: "validating",
    sinceMs,
    progressPercent: 43,
  });
  assertEquals(health.current.cause, "Validating");
  assertEquals(health.current.timeline.length, 1);
  health.enter("ready");
  const { phase, cause, isReady } = health.current;
  assertEquals(
    [phase.name, phase.detail, phase.progressPercent, cause, isReady],
    ["ready", "", undefined, undefined, true],
  );
  assert(phase.sinceMs >= sinceMs);
});

Deno.test(
  "enter() leaves a health that was read before as it was",
  PURE,
  () => {
    const health = trackerIn("ready");
    const before = health.current;
    health.enter("stopping");
    assertEquals([before.phase.name, before.isReady], ["ready", true]);
    assertEquals(health.current.cause, "Stopping");
  },
);

Deno.test(
  "enter() notes when the member was ready first, for good",
  PURE,
  () => {
    const health = trackerIn("starting etcd");
    assertEquals(health.current.firstReadyAtMs, undefined);
    health.enter("ready");
    const { firstReadyAtMs } = health.current;
    assert(firstReadyAtMs !== undefined);
    health.enter("not ready");
    health.enter("ready");
    assertEquals(health.current.firstReadyAtMs, firstReadyAtMs);
  },
);

Deno.test(
  "enter() closes the phases that are over, and keeps the last 64",
  PURE,
  () => {
    const health = trackerIn("starting etcd");
    for (let turn = 0; turn < 100; turn++) {
      health.enter(turn % 2 === 0 ? "ready" : "not ready");
    }
    const { timeline, pastPhasesMs } = health.current;
    assertEquals(timeline.length, 64);
    assertEquals(timeline.map(({ toMs }) => toMs !== undefined), [
      ...Array.from({ length: 63 }, () => true),
      false,
    ]);
    assertEquals(timeline.at(-1)?.name, "not ready");
    // Also what is no longer in the timeline counts.
    assertEquals(Object.keys(pastPhasesMs), [
      "starting etcd",
      "ready",
      "not ready",
    ]);
  },
);

for (
  const [alarms, cause] of [
    [["NOSPACE"], "NoSpace"],
    [["CORRUPT"], "Corrupt"],
    [["NOSPACE", "CORRUPT"], "Corrupt"],
  ] as const
) {
  Deno.test(
    `an alarm of ${alarms} is the cause of a member that is ready`,
    PURE,
    () => {
      const health = trackerIn("ready");
      health.update({ member: memberWith(alarms) });
      assertEquals([health.current.cause, health.current.isReady], [
        cause,
        true,
      ]);
      health.enter("not ready", { cause: "QuorumLost" });
      assertEquals(health.current.cause, "QuorumLost");
      health.enter("ready");
      assertEquals(health.current.cause, cause);
      health.update({ member: memberWith([]) });
      assertEquals(health.current.cause, undefined);
    },
  );
}

Deno.test(
  "update() leaves the cause of a member that is not ready",
  PURE,
  () => {
    const health = trackerIn("starting etcd");
    health.enter("not ready", { cause: "Learner" });
    health.update({ member: memberWith(["NOSPACE"]) });
    assertEquals(health.current.cause, "Learner");
  },
);

Deno.test(
  "subscribe() tells of every change until it is disposed of",
  PURE,
  () => {
    const health = trackerIn("initializing");
    const seen: Health[] = [];
    const subscription = health.subscribe((it) => seen.push(it));
    health.enter("ready");
    health.update({ etcdAnsweredMs: 1 });
    subscription[Symbol.dispose]();
    health.enter("stopping");
    assertEquals(
      seen.map(({ isReady, etcdAnsweredMs }) => [isReady, etcdAnsweredMs]),
      [
        [true, undefined],
        [true, 1],
      ],
    );
  },
);

function memberWith(alarms: MemberFacts["alarms"]): MemberFacts {
  return {
    asOfMs: 0,
    id: "8e9e05c52164694d",
    role: "leader",
    leaderId: "8e9e05c52164694d",
    raftTerm: 2,
    raftIndex: 7,
    raftAppliedIndex: 7,
    dbSizeBytes: 20_480,
    dbInUseBytes: 16_384,
    quotaBytes: 2 * 1024 ** 3,
    alarms,
    version: "3.5.35",
    members: [],
    quorum: undefined,
  };
}
