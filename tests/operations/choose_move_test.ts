import { assertEquals, assertThrows } from "@std/assert";
import type {
  ClusterView,
  MemberView,
} from "../../lib/operations/cluster_view.ts";
import {
  defragmentLimitMs,
  defragmentOrder,
} from "../../lib/operations/defragment_member.ts";
import { chooseMove } from "../../lib/operations/choose_move.ts";
import { RefusalError } from "../../lib/operations/refusal_error.ts";

const PURE = { permissions: "none" } as const;

Deno.test(
  "chooseMove() takes the healthy voter that has applied the most",
  PURE,
  () => {
    const view = viewOf(
      member("a", "leader", 100),
      member("b", "follower", 90),
      member("c", "follower", 99),
      { ...member("d", "follower", 100), problem: "it is slow" },
      member("e", "learner", 100),
    );
    const { from, to } = chooseMove(view, "");
    assertEquals([from.member.name, to.member.name], ["a", "c"]);
    assertEquals(chooseMove(view, "b").to.member.name, "b");
    assertEquals(chooseMove(view, "id-b").to.member.name, "b");
  },
);

Deno.test("chooseMove() refuses whoever cannot lead", PURE, () => {
  const sick = { ...member("b", "follower", 9), problem: "it is slow" };
  const cases: [ClusterView, string, string][] = [
    [viewOf(member("a", "follower", 1)), "", "no member that answers is the"],
    [viewOf(member("a", "leader", 1), sick), "", "no other healthy voter"],
    [viewOf(member("a", "leader", 1), sick), "b", "to b: it is slow"],
    [
      viewOf(member("a", "leader", 1), member("b", "learner", 1)),
      "b",
      "to b: it is a learner",
    ],
    [
      viewOf(member("a", "leader", 1), member("b", "follower", 1)),
      "c",
      'no member has the name or id "c"; there are a, b',
    ],
  ];
  for (const [view, named, text] of cases) {
    assertThrows(() => chooseMove(view, named), RefusalError, text);
  }
});

Deno.test(
  "defragmentOrder() has the leader last, or just the own member",
  PURE,
  () => {
    const view = viewOf(
      member("a", "leader", 1),
      member("b", "follower", 1),
      member("c", "learner", 1),
    );
    const names = (isAll: boolean) =>
      defragmentOrder(view, isAll).map(({ member }) => member.name);
    assertEquals(names(true), ["b", "c", "a"]);
    assertEquals(names(false), ["a"]);
  },
);

Deno.test("defragmentLimitMs() grows with the database", PURE, () => {
  assertEquals(defragmentLimitMs(0), 30_000);
  assertEquals(defragmentLimitMs(2e9), 430_000);
});

function viewOf(...members: MemberView[]): ClusterView {
  return { members, ownId: "id-a", alarms: [] };
}

function member(
  name: string,
  role: MemberView["role"],
  raftAppliedIndex: number,
): MemberView {
  const id = `id-${name}`;
  return {
    member: {
      id,
      name,
      peerUrls: [],
      clientUrls: [],
      isLearner: role === "learner",
    },
    role,
    url: `http://${name}`,
    status: {
      clusterId: "c",
      memberId: id,
      revision: 1,
      version: "3.5.0",
      dbSizeBytes: 1,
      dbSizeInUseBytes: 1,
      leaderId: "id-a",
      raftIndex: raftAppliedIndex,
      raftTerm: 1,
      raftAppliedIndex,
      isLearner: role === "learner",
      errors: [],
    },
    problem: undefined,
  };
}
