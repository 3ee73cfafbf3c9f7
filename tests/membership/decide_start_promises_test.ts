import { assertEquals } from "@std/assert";
import { decideStart } from "../../lib/membership/decide_start.ts";
import type { StartFacts } from "../../lib/membership/start_facts.ts";
import {
  ADDING,
  DECIDED,
  EMPTY,
  factsOf,
  IDENTITY,
  LEARNER,
  LOST,
  type MadeFacts,
  OFFERED,
  OTHERS,
  PARTICIPANTS,
  PRESENT,
  running,
  says,
  STARTED,
  THREE,
  voter,
} from "./made_facts.ts";

/** Everything that facts can differ in, as far as decisions look at it. */
const PARTS: readonly (readonly MadeFacts[])[] = [
  [1, 3, 5].map((count) => ({ count: count as 1 | 3 | 5 })),
  [{}, { isNewAllowed: false }],
  [{}, { mayStartEmpty: true }],
  [{}, { data: LOST }, { data: { state: "absent", identity: IDENTITY } }, {
    data: PRESENT,
  }, { data: { state: "lost", identity: undefined } }],
  [OFFERED, DECIDED, STARTED].flatMap((bootstrap) =>
    [
      undefined,
      ADDING,
      { ...ADDING, phase: "removing", removedMemberId: "m0a" } as const,
      { ...ADDING, phase: "added", memberId: "new" } as const,
      { ...ADDING, phase: "promoted", memberId: "m0a" } as const,
    ].map((join) => ({ past: { bootstrap, join } }))
  ),
  [
    {},
    { running: [running(THREE)] },
    { running: [running(THREE, [])] },
    { running: [running(THREE, ["m0", "m1"])] },
    { running: [running(THREE, ["m0"], "c2")] },
    { running: [running(OTHERS)] },
    { running: [running([voter("m0", LEARNER), ...OTHERS])] },
    { running: [running([voter("m0", { clientUrls: [] }), ...OTHERS])] },
    {
      running: [
        running([voter("m0"), voter("m1"), voter("m2", { isLearner: true })]),
      ],
    },
    { running: [running(OTHERS), running(THREE, [], "c2")] },
    { leaderless: [{ url: "u", clusterId: "c1", members: [] }] },
  ].map((cluster) => ({ cluster })),
  [
    {},
    { wrappers: EMPTY },
    ...(["unknown", "has-data", "data-lost", "removed"] as const).map((
      state,
    ) => ({
      wrappers: new Map([says("m1", "empty"), says("m2", state)]),
    })),
    {
      wrappers: new Map([
        says("m1", "has-data", { participants: PARTICIPANTS }),
      ]),
    },
    {
      wrappers: new Map([
        says("m1", "empty", { participants: { m0: "old" } }),
        says("m2", "empty"),
      ]),
    },
  ],
];

Deno.test("decideStart() keeps its promises for all combinations of facts", {
  permissions: "none",
}, () => {
  let combinations = 0;
  for (const made of product(PARTS)) {
    const facts = factsOf(made);
    checkPromises(facts);
    combinations++;
  }
  assertEquals(combinations, 3 * 2 * 2 * 5 * 15 * 11 * 8);
});

function* product(
  parts: readonly (readonly MadeFacts[])[],
): Generator<MadeFacts> {
  const [first, ...rest] = parts;
  if (first === undefined) yield {};
  else {
    for (const part of first) {
      for (const other of product(rest)) yield { ...part, ...other };
    }
  }
}

/** What must hold whatever the facts are. */
function checkPromises(facts: StartFacts): void {
  const decision = decideStart(facts);
  const promise = (holds: boolean, text: string) => {
    if (!holds) {
      throw new Error(
        `${text}: ${Deno.inspect({ decision, facts }, { depth: 6 })}`,
      );
    }
  };
  const { data, records, cluster, members } = facts;
  const isAlone = members.size === 1;
  const [one] = cluster.running;
  const had = data.state === "lost" || data.identity !== undefined ||
    records.bootstrap?.phase === "started" ||
    records.join?.phase === "promoted";
  switch (decision.kind) {
    case "start":
      return promise(data.state === "present", "starts without data");
    case "bootstrap": {
      promise(data.state !== "present", "bootstraps over data");
      promise(
        !had || (isAlone && facts.mayStartEmpty),
        "bootstraps what had data",
      );
      promise(
        !facts.isNewAllowed ? had : true,
        "bootstraps although it shall join",
      );
      const states = [...facts.wrappers.values()].map(({ state }) => state);
      const noted = records.bootstrap?.phase === "decided" ||
        states.some((state) => state?.participants?.["m0"] === "volume-m0");
      const all = states.length === members.size - 1 &&
        states.every((state) => state?.state === "empty");
      promise(isAlone || noted || all, "bootstraps without an agreement");
      promise(
        isAlone ||
          !states.some((state) => state?.participants?.["m0"] === "old"),
        "bootstraps with a new volume",
      );
      const entry = one?.members.find(({ id }) => id === "m0a");
      return promise(
        one === undefined || entry?.clientUrls.length === 0,
        "bootstraps beside a cluster",
      );
    }
    case "join":
      promise(
        cluster.running.length === 1 && one !== undefined,
        "joins nothing",
      );
      return promise(
        decision.memberId === "new" && records.join !== undefined,
        "joins as another",
      );
    case "add-learner":
      promise(
        one?.members.every(({ isLearner }) => !isLearner) ?? false,
        "adds a second learner",
      );
      return promise(
        one?.members.every(({ name }) => name !== "m0") ?? false,
        "adds what is listed",
      );
    case "remove-self": {
      promise(
        ["m0a", "new"].includes(decision.memberId),
        "removes another member",
      );
      promise(
        !one?.healthyIds.includes(decision.memberId),
        "removes a healthy member",
      );
      promise(data.state !== "present", "removes a member with data");
      const left =
        one?.members.filter(({ id, isLearner }) =>
          id !== decision.memberId && !isLearner
        ) ?? [];
      const healthy =
        left.filter(({ id }) => one?.healthyIds.includes(id)).length;
      return promise(healthy > left.length / 2, "costs the quorum");
    }
    case "wait":
    case "stop":
      return promise(decision.reason.length > 20, "does not say why");
  }
}
