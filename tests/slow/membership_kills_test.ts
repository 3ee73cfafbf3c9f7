import { assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { etcdctl } from "../support/etcd_api.ts";
import {
  createMembershipNodes,
  type MembershipNode,
  type MembershipNodes,
} from "../support/membership_nodes.ts";
import { untilWhole, write } from "../support/whole_cluster.ts";

const KILLS = Number(Deno.env.get("MEMBERSHIP_KILLS") ?? 100);
/** A return takes about 4 s from the start to the vote on two processors. */
const MAX_DELAY_MS = 5000;

Deno.test(`a member that loses its disk is killed at ${KILLS} random moments of its return`, async () => {
  await using it = await createMembershipNodes();
  const [first, second, third] = [...it.nodes] as [
    MembershipNode,
    MembershipNode,
    MembershipNode,
  ];
  for (const node of it.nodes) await node.start();
  await untilWhole(it);
  const clusterId = await clusterIdOf(it, first);

  const written: string[] = [];
  const writeNext = async () => {
    const key = `key-${written.length}`;
    await write(it.api(first, second), key, key);
    written.push(key);
  };
  for (let kills = 0; kills < KILLS;) {
    await third.kill();
    await third.loseDisk();
    await writeNext();
    // Several kills of one return, and of what the volume remembers of it.
    for (let again = 0; again < 3 && kills < KILLS; again++) {
      await third.start();
      await Promise.all([delay(Math.random() * MAX_DELAY_MS), writeNext()]);
      await third.kill();
      kills++;
    }
    await third.start();
    await untilWhole(it, 120_000);
    assertEquals(await clusterIdOf(it, third), clusterId);
  }
  for (const node of it.nodes) {
    const { kvs } = await etcdctl(it.api(node), ["get", "--prefix", "key-"]);
    const keys = (kvs as { key: string }[]).map(({ key }) => atob(key));
    assertEquals(keys.sort(), written.toSorted());
  }
});

Deno.test("members are killed at random moments of their first start, and one cluster comes of it", async () => {
  for (let round = 0; round < 10; round++) {
    await using it = await createMembershipNodes();
    for (const node of it.nodes) await node.start();
    for (let kills = 0; kills < 4; kills++) {
      await delay(Math.random() * 700);
      const node = it.nodes[Math.floor(Math.random() * 3)];
      await node?.kill();
      await node?.start();
    }
    await untilWhole(it, 120_000);
    const ids = new Set<string>();
    for (const node of it.nodes) ids.add(await clusterIdOf(it, node));
    assertEquals(ids.size, 1);
  }
});

async function clusterIdOf(
  { api }: MembershipNodes,
  node: MembershipNode,
): Promise<string> {
  const { header } = await etcdctl(api(node), ["member", "list"]);
  return String((header as Record<string, unknown>)["cluster_id"]);
}
