import { assertEquals } from "@std/assert";
import { get } from "../support/etcd_api.ts";
import {
  createMembershipNodes,
  type MembershipNode,
  type MembershipNodes,
} from "../support/membership_nodes.ts";
import { pathExists } from "../support/path_exists.ts";
import { until } from "../support/until.ts";
import {
  decisionsOf,
  untilSaid,
  untilWhole,
  write,
} from "../support/whole_cluster.ts";

for (const [line, tls] of [["3.5", false], ["3.6", true]] as const) {
  const how = `etcd ${line}${tls ? ", mTLS" : ""}`;
  Deno.test(`three members without a sidecar wait for each other and form one cluster (${how})`, async () => {
    await using it = await createMembershipNodes({ line, tls });
    const [first, second, third] = membersOf(it);
    await third.start();
    await untilSaid(third, "waiting for a running cluster");
    assertEquals((await third.peerState())?.state, "empty");
    await first.start();
    await untilSaid(first, "etcd-main-1: ");
    assertEquals(await pathExists(first.dataDir), false);
    assertEquals(await pathExists(third.dataDir), false);
    await second.start();
    await untilWhole(it);
    for (const node of it.nodes) {
      assertEquals(decisionsOf(node), ["bootstrap"]);
      await until("the note of it", async () => {
        const { phase } = JSON.parse(
          await Deno.readTextFile(`${node.dir}/bootstrap.json`),
        );
        return phase === "started";
      });
    }
    await write(it.api(first), "key", "value");
    assertEquals(await get(it.api(third), "key"), "value");

    for (const node of it.nodes) await node.kill();
    for (const node of it.nodes) await node.start();
    await untilWhole(it);
    for (const node of it.nodes) assertEquals(decisionsOf(node), ["start"]);
    assertEquals(await get(it.api(second), "key"), "value");
  });
}

Deno.test("a member that is killed after its decision takes part in the same bootstrap", async () => {
  await using it = await createMembershipNodes();
  const [first, second, third] = membersOf(it);
  for (const node of it.nodes) await node.start();
  await until("the third member's decision", async () => {
    const state = await third.peerState();
    return state?.participants !== undefined;
  }, { intervalMs: 1 });
  await third.kill();
  await third.start();
  await untilWhole(it);
  for (const node of [first, second]) {
    assertEquals(decisionsOf(node), ["bootstrap"]);
  }
});

Deno.test("a volume that replaces one of the bootstrap joins and does not bootstrap again", async () => {
  await using it = await createMembershipNodes();
  const [first, second, third] = membersOf(it);
  await first.start();
  await second.start();
  await third.start();
  // Its decision is on the others' volumes now, whatever becomes of it.
  await until(
    "the bootstrap",
    async () =>
      (await first.peerState())?.state === "has-data" &&
      (await second.peerState())?.state === "has-data",
  );
  await third.kill();
  await third.loseDisk();
  await third.start();
  await untilWhole(it);
  assertEquals(decisionsOf(third), ["remove-self", "add-learner", "join"]);
});

Deno.test("a member whose others had data waits until they have a quorum", async () => {
  await using it = await createMembershipNodes();
  const [first, second, third] = membersOf(it);
  for (const node of it.nodes) await node.start();
  await untilWhole(it);
  await write(it.api(), "key", "value");
  for (const node of it.nodes) await node.kill();
  await first.loseDisk();
  await second.loseDisk();
  // Two of three are gone: a cluster must not be made up of what is left.
  await first.start();
  await second.start();
  await untilSaid(first, "etcd-main-2: ");
  await third.start();
  await untilSaid(second, "took part in a bootstrap with another volume");
  await untilSaid(first, "took part in a bootstrap with another volume");
  assertEquals(await pathExists(first.dataDir), false);
  assertEquals(await pathExists(second.dataDir), false);
});

function membersOf(
  { nodes }: MembershipNodes,
): [MembershipNode, MembershipNode, MembershipNode] {
  return [...nodes] as [MembershipNode, MembershipNode, MembershipNode];
}
