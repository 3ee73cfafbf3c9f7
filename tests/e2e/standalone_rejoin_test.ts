import { assert, assertEquals } from "@std/assert";
import { get, memberList } from "../support/etcd_api.ts";
import {
  createMembershipNodes,
  type MembershipNode,
  type MembershipNodes,
} from "../support/membership_nodes.ts";
import { until } from "../support/until.ts";
import { decisionsOf, untilWhole, write } from "../support/whole_cluster.ts";

const REJOINED = ["remove-self", "add-learner", "join"];

for (const [line, tls] of [["3.5", true], ["3.6", false]] as const) {
  const how = `etcd ${line}${tls ? ", mTLS" : ""}`;
  Deno.test(`a member that loses its disk comes back as a voter with everything (${how})`, async () => {
    await using it = await createMembershipNodes({ line, tls });
    const [first, second, third] = membersOf(it);
    await startWhole(it);
    await write(it.api(), "key", "value");
    const before = await memberList(it.api());

    await second.kill();
    await second.loseDisk();
    await write(it.api(first, third), "other", "value");
    await second.start();
    const after = await untilWhole(it);
    assertEquals(decisionsOf(second), REJOINED);
    assertEquals(await get(it.api(second), "key"), "value");
    assertEquals(await get(it.api(second), "other"), "value");
    assertEquals(
      idOf(before, first.name),
      idOf(after, first.name),
    );
    assert(idOf(before, second.name) !== idOf(after, second.name));
    await until("the end of the promotion", async () => {
      const join = JSON.parse(
        await Deno.readTextFile(`${second.dir}/join.json`),
      );
      return join.phase === "promoted" &&
        join.memberId === idOf(after, second.name);
    });

    await second.kill();
    await second.start();
    await untilWhole(it);
    assertEquals(decisionsOf(second), ["start"]);
  });
}

Deno.test("a member whose data is gone but not its volume comes back, too, and again", async () => {
  await using it = await createMembershipNodes();
  const [, , third] = membersOf(it);
  await startWhole(it);
  for (let round = 0; round < 2; round++) {
    await third.kill();
    await Deno.remove(third.dataDir, { recursive: true });
    await third.start();
    await untilWhole(it);
    assertEquals(decisionsOf(third), REJOINED);
  }
});

Deno.test("two members of five that lose their disks come back one after the other", async () => {
  await using it = await createMembershipNodes({ count: 5 });
  await startWhole(it);
  await write(it.api(), "key", "value");
  const [first, second] = membersOf(it);
  await Promise.all([first.kill(), second.kill()]);
  await first.loseDisk();
  await second.loseDisk();
  await Promise.all([first.start(), second.start()]);
  await untilWhole(it, 90_000);
  assertEquals(decisionsOf(first).slice(-1), ["join"]);
  assertEquals(decisionsOf(second).slice(-1), ["join"]);
  assertEquals(await get(it.api(first), "key"), "value");
  assertEquals(await get(it.api(second), "key"), "value");
});

Deno.test("two members that restart at once are no reason for anything", async () => {
  await using it = await createMembershipNodes();
  const [first, second, third] = membersOf(it);
  await startWhole(it);
  await write(it.api(), "key", "value");
  const before = await memberList(it.api(first));
  await Promise.all([second.kill(), third.kill()]);
  await Promise.all([second.start(), third.start()]);
  assertEquals(await untilWhole(it), before);
  for (const node of [second, third]) {
    assertEquals(decisionsOf(node), ["start"]);
    assertEquals(await get(it.api(node), "key"), "value");
  }
});

function membersOf(
  { nodes }: MembershipNodes,
): [MembershipNode, MembershipNode, MembershipNode] {
  return [...nodes] as [MembershipNode, MembershipNode, MembershipNode];
}

async function startWhole(it: MembershipNodes): Promise<void> {
  for (const node of it.nodes) await node.start();
  await untilWhole(it);
}

function idOf(
  members: readonly { readonly id: string; readonly name: string }[],
  name: string,
): string {
  const id = members.find((member) => member.name === name)?.id;
  assert(id !== undefined);
  return id;
}
