import { assertEquals } from "@std/assert";
import { decideStart } from "../../lib/membership/decide_start.ts";
import {
  ADDING,
  factsOf,
  LEARNER,
  LOST,
  OTHERS,
  running,
  urlOf,
  voter,
} from "./made_facts.ts";
import { testDecisions } from "./test_decisions.ts";

testDecisions([
  [
    "adds a member that is not listed",
    { cluster: { running: [running(OTHERS)] } },
    "add-learner",
    "does not list",
  ],
  [
    "adds again after its own removal",
    {
      data: LOST,
      past: {
        join: { phase: "removing", clusterId: "c1", removedMemberId: "m0a" },
      },
      cluster: { running: [running(OTHERS)] },
    },
    "add-learner",
    "does not list",
  ],
  [
    "stops when someone else removed it",
    { data: LOST, cluster: { running: [running(OTHERS)] } },
    "member-removed",
    "was removed from cluster c1",
  ],
  [
    "stops when someone removed what had joined",
    {
      past: {
        join: {
          phase: "promoted",
          clusterId: "c1",
          memberId: "m0b",
          removedMemberId: "m0a",
        },
      },
      cluster: { running: [running(OTHERS)] },
    },
    "member-removed",
    "m0b",
  ],
  [
    "waits with adding while another is a learner",
    {
      cluster: {
        running: [running([...OTHERS, voter("m3", { isLearner: true })])],
      },
    },
    "wait",
    "learner",
  ],
  [
    "waits with adding while another is silent",
    { cluster: { running: [running([...OTHERS, voter("m3")], ["m3"])] } },
    "wait",
    "m3a (m3) to answer",
  ],
  [
    "joins as the learner that it had added",
    {
      past: { join: { ...ADDING, phase: "added", memberId: "new" } },
      cluster: { running: [running([voter("m0", LEARNER), ...OTHERS])] },
    },
    "join",
    "learner new",
  ],
  [
    "joins as the learner whose addition got no answer",
    {
      data: LOST,
      past: { join: ADDING },
      cluster: { running: [running([voter("m0", LEARNER), ...OTHERS])] },
    },
    "join",
    "learner new",
  ],
  [
    "does not join as a learner that someone added",
    { cluster: { running: [running([voter("m0", LEARNER), ...OTHERS])] } },
    "remove-self",
    "new",
  ],
  [
    "does not join twice as the same learner",
    {
      past: { join: { ...ADDING, phase: "started", memberId: "new" } },
      cluster: { running: [running([voter("m0", LEARNER), ...OTHERS])] },
    },
    "remove-self",
    "new",
  ],
  [
    "does not join as a learner that has started",
    {
      past: { join: { ...ADDING, phase: "added", memberId: "new" } },
      cluster: {
        running: [
          running([
            voter("m0", { ...LEARNER, name: "m0", clientUrls: ["u"] }),
            ...OTHERS,
          ]),
        ],
      },
    },
    "remove-self",
    "new",
  ],
  [
    "waits when two clusters run",
    {
      cluster: { running: [running(OTHERS), running([voter("m2")], [], "c2")] },
    },
    "wait",
    "c1 and c2",
  ],
  [
    "waits with lost data while no one answers",
    { data: LOST, cluster: { errors: { u: "refused" } } },
    "wait",
    "u: refused",
  ],
  [
    "waits with lost data while there is no quorum",
    {
      data: LOST,
      cluster: { leaderless: [{ url: "u", clusterId: "c1", members: [] }] },
    },
    "wait",
    "u: answers without a quorum",
  ],
]);

Deno.test("decideStart() names all members of the list for a join", {
  permissions: "none",
}, () => {
  const members = [
    voter("m0", LEARNER),
    voter("m1"),
    voter("m2", { name: "" }),
    voter("m3", {
      name: "",
      id: "beef",
      peerUrls: [urlOf("m3"), "http://b:1"],
    }),
  ];
  const decision = decideStart(factsOf({
    past: { join: { ...ADDING, phase: "added", memberId: "new" } },
    cluster: {
      running: [{ ...running(members), healthyIds: ["m1a"] }],
    },
  }));
  assertEquals(
    decision.kind === "join" ? decision.initialCluster : decision,
    "m0=http://m0:2380,m1=http://m1:2380,m2=http://m2:2380," +
      "member-beef=http://m3:2380,member-beef=http://b:1",
  );
});
