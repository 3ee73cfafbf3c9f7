import { assert, assertEquals, assertRejects } from "@std/assert";
import { etcdctl, memberList, memberRemove } from "../support/etcd_api.ts";
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
} from "../support/whole_cluster.ts";

Deno.test("a member that was removed stays out, at once and at the next start", async () => {
  await using it = await createMembershipNodes();
  const [first, second, third] = membersOf(it);
  await startWhole(it);
  await until(
    "the third member to know its id",
    async () => (await third.peerState())?.memberId !== undefined,
  );
  const id = idOf(await memberList(it.api()), third.name);
  await until("the removal", async () => {
    // etcd refuses while it is not connected to all for 5 s.
    await memberRemove(it.api(first, second), id);
    return true;
  }, { intervalMs: 500 });
  assertEquals((await third.process().status).code, 30);
  const path = `${third.dir}/tombstone.json`;
  assertEquals(JSON.parse(await Deno.readTextFile(path)).memberId, id);

  await third.start();
  assertEquals((await third.process().status).code, 30);
  await untilSaid(third, "to let it join again as a new member");

  // The documented way to lift it.
  await Deno.remove(`${third.dir}/tombstone.json`);
  await Deno.remove(`${third.dir}/bootstrap.json`);
  await Deno.remove(`${third.dir}/member_identity.json`);
  await Deno.rename(third.dataDir, `${third.dir}/old`);
  await third.start();
  await untilWhole(it);
  assertEquals(decisionsOf(third), ["add-learner", "join"]);
});

Deno.test("a member that is removed while it is down notices it at its start", async () => {
  await using it = await createMembershipNodes();
  const [first, second, third] = membersOf(it);
  await startWhole(it);
  await third.kill();
  const id = idOf(await memberList(it.api(first, second)), third.name);
  await until("the removal", async () => {
    await memberRemove(it.api(first, second), id);
    return true;
  }, { intervalMs: 500 });
  await third.start();
  assertEquals((await third.process().status).code, 30);
  assert(await pathExists(`${third.dir}/tombstone.json`));
  assert(await pathExists(third.dataDir));
});

Deno.test("the data of another member, or of another cluster, is not started", async () => {
  await using it = await createMembershipNodes();
  await using other = await createMembershipNodes({ token: "other" });
  const [, second, third] = membersOf(it);
  await startWhole(it);
  await startWhole(other);
  await second.kill();
  await copy(second.dataDir, `${third.dir}/others`);
  await second.start();
  await untilWhole(it);
  await third.kill();
  await Deno.rename(third.dataDir, `${third.dir}/own`);
  await Deno.rename(`${third.dir}/others`, third.dataDir);
  await third.start();
  // The validation sees whose it is before anybody is asked.
  assertEquals((await third.process().status).code, 12);

  await Deno.remove(third.dataDir, { recursive: true });
  const [, , foreign] = membersOf(other);
  await foreign.kill();
  await copy(foreign.dataDir, third.dataDir);
  await third.start();
  assertEquals((await third.process().status).code, 12);
  // Without a note of whose volume it is, the others tell.
  await Deno.remove(`${third.dir}/member_identity.json`);
  await third.start();
  assertEquals((await third.process().status).code, 31);
  await untilSaid(third, "the data belongs to cluster");

  await Deno.remove(third.dataDir, { recursive: true });
  await Deno.rename(`${third.dir}/own`, third.dataDir);
  await third.start();
  await untilWhole(it);
});

Deno.test("a member starts again in a cluster that lets nobody ask without a password", async () => {
  await using it = await createMembershipNodes();
  const [first, second] = membersOf(it);
  await startWhole(it);
  const api = it.api(first);
  await etcdctl(api, ["user", "add", "root:secret"]);
  await etcdctl(api, ["user", "grant-role", "root", "root"]);
  // etcdctl answers this one in words, not in JSON.
  await assertRejects(() => etcdctl(api, ["auth", "enable"]), SyntaxError);
  await assertRejects(() => memberList(api), Error, "user name is empty");
  await second.kill();
  await second.start();
  const own = { endpoints: second.clientUrl };
  await until("its answer", async () => {
    const args = ["--user=root:secret", "member", "list"];
    return await etcdctl(own, args);
  });
  // Its vote is known from the peer ports: there is nothing to wait for.
  const said = second.process().log().map(({ msg }) => msg);
  assert(!said.includes("this member is no voter yet"), said.join("\n"));
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

async function copy(from: string, to: string): Promise<void> {
  const { success } = await new Deno.Command("cp", { args: ["-a", from, to] })
    .output();
  assert(success);
}
