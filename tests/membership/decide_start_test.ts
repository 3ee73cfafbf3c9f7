import {
  DECIDED,
  IDENTITY,
  LOST,
  OTHERS,
  PRESENT,
  running,
  STARTED,
  THREE,
  voter,
} from "./made_facts.ts";
import { testDecisions } from "./test_decisions.ts";

testDecisions([
  ["starts on data when no one answers", { data: PRESENT }, "start", "no list"],
  [
    "starts on data that is listed",
    { data: PRESENT, cluster: { running: [running(THREE)] } },
    "start",
    "which is listed",
  ],
  [
    "stops on another member's data",
    {
      data: { state: "present", identity: { ...IDENTITY, memberId: "m1a" } },
      cluster: { running: [running(THREE, ["m1"])] },
    },
    "other-member",
    "belongs to member m1a (m1), this one is m0",
  ],
  [
    "waits while the member of the data runs elsewhere",
    { data: PRESENT, cluster: { running: [running(THREE, [])] } },
    "wait",
    "runs elsewhere",
  ],
  [
    "starts on data whose name or URL changed",
    {
      data: PRESENT,
      cluster: { running: [running([voter("m0", { name: "old" })], ["old"])] },
    },
    "start",
    "which is listed",
  ],
  [
    "starts on data with an empty identity",
    {
      data: { state: "present", identity: { memberId: "", clusterId: "" } },
      cluster: { running: [running(OTHERS)] },
    },
    "start",
    "not known",
  ],
  [
    "starts on data without a known identity",
    {
      data: { state: "present", identity: undefined },
      cluster: { running: [running(OTHERS)] },
    },
    "start",
    "there is data",
  ],
  [
    "starts on data of a learner",
    {
      data: PRESENT,
      cluster: {
        running: [running([voter("m0", { isLearner: true }), ...OTHERS])],
      },
    },
    "start",
    "which is listed",
  ],
  [
    "stops when the data's member was removed",
    { data: PRESENT, cluster: { running: [running(OTHERS)] } },
    "member-removed",
    "member m0a was removed from cluster c1",
  ],
  [
    "stops on another cluster's data",
    { data: PRESENT, cluster: { running: [running(THREE, [], "c2")] } },
    "other-cluster",
    "the other members to c2",
  ],
  [
    "stops on another cluster's data without a quorum",
    {
      data: PRESENT,
      cluster: { leaderless: [{ url: "u", clusterId: "c2", members: [] }] },
    },
    "other-cluster",
    "the other members to c2",
  ],
  [
    "starts when just one of the others has another cluster",
    {
      data: PRESENT,
      cluster: {
        running: [running(THREE)],
        leaderless: [{ url: "u", clusterId: "c2", members: [] }],
      },
    },
    "start",
    "listed",
  ],
  [
    "stops at a tombstone, with data or without",
    {
      data: PRESENT,
      past: { tombstone: { ...IDENTITY, recordedAt: "", toLift: "move it" } },
    },
    "member-removed",
    "move it",
  ],

  ["bootstraps an only member", { count: 1 }, "bootstrap", "never had data"],
  [
    "bootstraps an only member after a kill",
    { count: 1, past: { bootstrap: DECIDED } },
    "bootstrap",
    "never had data",
  ],
  [
    "stops an only member whose data was set aside",
    { count: 1, data: LOST },
    "data-gone",
    "--on-invalid-data=start-empty",
  ],
  [
    "stops an only member whose data vanished",
    { count: 1, past: { bootstrap: STARTED } },
    "data-gone",
    "this volume had data",
  ],
  [
    "stops an only member that has an identity",
    { count: 1, data: { state: "absent", identity: IDENTITY } },
    "data-gone",
    "m0a is gone",
  ],
  [
    "starts an only member empty when asked to",
    { count: 1, data: LOST, mayStartEmpty: true },
    "bootstrap",
    "asked for",
  ],
  [
    "does not bootstrap an only member that is to join",
    { count: 1, isNewAllowed: false },
    "wait",
    "quorum",
  ],
]);
