import { assert, assertEquals } from "@std/assert";
import { get, memberList, put } from "../support/etcd_api.ts";
import {
  createMembershipNodes,
  type MembershipNode,
  type MembershipNodes,
} from "../support/membership_nodes.ts";
import { until } from "../support/until.ts";

for (const [line, tls] of [["3.5", false], ["3.6", true]] as const) {
  const how = `etcd ${line}${tls ? ", mTLS" : ""}`;
  Deno.test(`three members without a sidecar bootstrap one cluster, and one that loses its disk comes back (${how})`, async () => {
    await using it = await createMembershipNodes({ line, tls });
    const [first, second, third] = membersOf(it);
    await first.start();
    await waits(first, "waiting for a running cluster");
    await third.start();
    await waits(third, "waiting for a running cluster");
    assertEquals(await first.etcdPid(), undefined);
    await second.start();
    await untilWhole(it);
    await put(it.api(), "key", "value");

    await second.kill();
    await second.loseDisk();
    await write(it.api(first, third), "other", "value");
    await second.start();
    await untilWhole(it);
    assertEquals(await get(it.api(second), "key"), "value");
    assertEquals(await get(it.api(second), "other"), "value");
    const log = second.process().log();
    assertEquals(
      log.filter(({ msg }) => msg === "decided how this member starts")
        .map(({ decision }) => decision)
        .filter((decision) => decision !== "wait"),
      ["remove-self", "add-learner", "join"],
    );
    const state = await second.peerState();
    assertEquals(state?.state, "has-data");
  });
}

/** A write is lost when it is on its way while the leader dies. */
async function write(...args: Parameters<typeof put>): Promise<void> {
  await until("the write", async () => {
    await put(...args);
    return true;
  });
}

function membersOf(
  { nodes }: MembershipNodes,
): [MembershipNode, MembershipNode, MembershipNode] {
  return [...nodes] as [MembershipNode, MembershipNode, MembershipNode];
}

async function waits(node: MembershipNode, text: string): Promise<void> {
  await until(
    `${node.name} to wait`,
    () =>
      node.process().log().some(({ reason }) => String(reason).includes(text)),
  );
}

/** The last lines that the program itself wrote. */
function decisionsOf(node: MembershipNode): string {
  const lines = node.process().log().filter(({ caller }) =>
    String(caller).includes(".ts:")
  );
  return [node.name, ...lines.slice(-12).map((it) => JSON.stringify(it))]
    .join("\n  ");
}

/** All members are voters that have started, and all agree on it. */
async function untilWhole(it: MembershipNodes): Promise<void> {
  const settled = until("the cluster to be whole", async () => {
    for (const node of it.nodes) {
      const members = await memberList(it.api(node));
      const voters = members.filter(({ isLearner, name }) =>
        !isLearner && name !== ""
      );
      assertEquals(voters.length, it.nodes.length);
      assert((await get(it.api(node), "no-such-key")) === undefined);
    }
    return true;
  }, { timeoutMs: 40_000, intervalMs: 200 });
  await settled.catch((error) => {
    throw new Error(`${error}\n${it.nodes.map(decisionsOf).join("\n")}`);
  });
}
