import { assertEquals, assertMatch } from "@std/assert";
import type { BareEtcd } from "../support/bare_etcd.ts";
import { type Cluster, createCluster } from "../support/cluster.ts";
import { get, memberAddAsLearner, put } from "../support/etcd_api.ts";
import type { Pod } from "../support/pod.ts";
import { until } from "../support/until.ts";
import { runVerb, type VerbEnd } from "../support/verb_process.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

/** A member of `members --output=json`. */
interface Shown {
  readonly name: string;
  readonly id: string;
  readonly role: string;
  readonly healthy: boolean;
  readonly problem: string | null;
  readonly self: boolean;
}

for (const etcdLine of ["3.5", "3.6"] as const) {
  Deno.test(`verbs: the members of three are shown, the leadership goes where it should, on etcd ${etcdLine}`, async () => {
    await using three = await startThree(etcdLine);
    const members = await three.members();
    assertEquals(members.map(({ name }) => name), [
      "etcd-main-0",
      "etcd-main-1",
      "etcd-main-2",
    ]);
    assertEquals(members.map(({ self }) => self), [true, false, false]);
    const leader = leaderOf(members);
    const target = members.find(({ name }) => name !== leader) as Shown;
    // By name, by id, to itself, and to whoever fits best.
    for (const to of [target.name, target.id]) {
      const moved = await three.run("move-leader", `--to=${to}`);
      assertEquals(moved.code, 0, moved.stderr);
      assertEquals(leaderOf(await three.members()), target.name);
    }
    const again = await three.run("move-leader", `--to=${target.name}`);
    assertEquals(again.stdout, `${target.name} is the leader already\n`);
    const best = await three.run("move-leader");
    assertMatch(
      best.stdout,
      new RegExp(`^moved the leadership from ${target.name} to etcd-main-\\d`),
    );
    const unknown = await three.run("move-leader", "--to=etcd-main-7");
    assertEquals(unknown.code, 22);
    assertMatch(
      unknown.stderr,
      /no member has the name or id "etcd-main-7"; there are etcd-main-0, /,
    );
  });

  Deno.test(`verbs: defrag --all takes the leader last and loses nothing, on etcd ${etcdLine}`, async () => {
    await using three = await startThree(etcdLine);
    const api = { endpoints: three.cluster.endpoints };
    for (let index = 0; index < 30; index++) {
      await put(api, `key-${index % 3}`, "x".repeat(50_000));
    }
    assertEquals(
      (await three.run("compact", "--keep=1", "--physical")).code,
      0,
    );
    const leader = leaderOf(await three.members());
    const { code, stdout, stderr } = await three.run("defrag", "--all");
    assertEquals(code, 0, stderr);
    const lines = stdout.trimEnd().split("\n");
    assertEquals(lines.length, 3);
    assertMatch(lines.at(-1) ?? "", new RegExp(`^${leader} \\(leader\\): `));
    for (const line of lines) {
      const [, before = 0, after = 0] =
        /: ([\d.]+) MiB -> ([\d.]+) KiB in/.exec(line) ?? [];
      assertEquals(Number(before) * 1024 > Number(after), true, line);
    }
    assertEquals((await get(api, "key-2"))?.length, 50_000);
  });
}

Deno.test("verbs: a member that is down is shown, and keeps defrag and move-leader from it", async () => {
  await using three = await startThree("3.5");
  await three.run("move-leader", "--to=etcd-main-0");
  await three.second.kill();
  const members = await three.members();
  assertEquals(members.map(({ healthy }) => healthy), [true, false, true]);
  assertMatch(members[1]?.problem ?? "", /it does not answer: .*refused/);
  const shown = await three.run("members");
  assertMatch(shown.stdout, /\netcd-main-1 .* unknown +unhealthy +- /);
  assertMatch(shown.stdout, /\netcd-main-1: it does not answer: /);
  for (const verb of [["defrag"], ["defrag", "--all"]]) {
    const { code, stdout, stderr } = await three.run(...verb);
    assertEquals([code, stdout], [22, ""]);
    assertMatch(stderr, /^Refused to defragment: a member is not healthy/);
    assertMatch(stderr, /\n {2}etcd-main-1: it does not answer: /);
  }
  const moved = await three.run("move-leader", "--to=etcd-main-1");
  assertEquals(moved.code, 22);
  assertMatch(moved.stderr, /^Cannot move the leadership to etcd-main-1: /);
  // To the one that is left.
  const best = await three.run("move-leader");
  assertMatch(best.stdout, /^moved the leadership from \S+ to etcd-main-2 in /);
});

Deno.test("verbs: without a quorum members tells so, and nothing is done", async () => {
  await using three = await startThree("3.5");
  await three.second.kill();
  await three.third.kill();
  const run = (...verb: string[]) => three.run(...verb, "--timeout=1s");
  await until("the loss of the leader", async () => {
    const { stdout } = await run("members");
    return stdout.includes("etcd-main-0: it knows of no leader\n");
  });
  const members = await run("members");
  assertEquals(members.code, 0, members.stderr);
  assertMatch(members.stdout, /\nalarms are not known: /);
  const alarms = await run("alarm", "list");
  assertEquals([alarms.code, alarms.stdout], [21, ""], alarms.stderr);
  assertMatch(alarms.stderr, /which takes a quorum of members/);
  const moved = await run("move-leader");
  assertEquals(moved.code, 22);
  assertMatch(moved.stderr, /no member that answers is the leader/);
  assertEquals((await run("defrag", "--all")).code, 22);
  const compacted = await run("compact", "--revision=1");
  assertEquals(compacted.code, 21, compacted.stderr);
});

Deno.test("verbs: a hung member of three costs its own deadline only", async () => {
  await using three = await startThree("3.5");
  await three.run("move-leader", "--to=etcd-main-0");
  Deno.kill(three.second.pid, "SIGSTOP");
  try {
    const { code, stdout } = await three.run("members", "--timeout=1s");
    assertEquals(code, 0);
    assertMatch(stdout, /\netcd-main-1: it does not answer: .*within 1 s\n/);
    assertEquals((await three.run("defrag", "--timeout=1s")).code, 22);
  } finally {
    Deno.kill(three.second.pid, "SIGCONT");
  }
});

Deno.test("verbs: a learner is shown, and never gets the leadership", async () => {
  await using three = await startThree("3.5");
  const peerUrl = "http://127.0.0.1:1";
  const api = { endpoints: three.cluster.endpoints };
  // etcd refuses it in the first five seconds.
  await until("the new member", async () => {
    await memberAddAsLearner(api, "late", peerUrl);
    return true;
  });
  const { stdout } = await three.run("members");
  assertMatch(stdout, /\n- .* learner +unhealthy +- .* http:\/\/127.0.0.1:1\n/);
  assertMatch(stdout, /: it has not been started yet(\n|$)/);
  const members = await three.members();
  const late = members.find(({ name }) => name === "") as Shown;
  const moved = await three.run("move-leader", `--to=${late.id}`);
  assertEquals(moved.code, 22);
});

interface Three extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly run: (...args: readonly string[]) => Promise<VerbEnd>;
  readonly members: () => Promise<readonly Shown[]>;
  readonly wrapper: WrapperProcess;
  readonly second: BareEtcd;
  readonly third: BareEtcd;
}

/** The program as the first of three members, and two etcds beside it. */
async function startThree(etcdLine: "3.5" | "3.6"): Promise<Three> {
  await using stack = new AsyncDisposableStack();
  const cluster = stack.use(await createCluster(3, { etcdLine }));
  const [pod] = cluster.pods as [Pod];
  const wrapper = stack.use(pod.start());
  const second = stack.use(await cluster.startBare(1));
  const third = stack.use(await cluster.startBare(2));
  await pod.answers(200);
  const run = (...args: readonly string[]) =>
    runVerb(pod, [...args, `--data-volume-dir=${pod.dataVolumeDir}`]);
  const members = async () => {
    const { stdout, stderr } = await run("members", "--output=json");
    if (stdout === "") throw new Error(stderr);
    return JSON.parse(stdout).members as readonly Shown[];
  };
  await until(
    "all three",
    async () => (await members()).every(({ healthy }) => healthy),
  );
  const owned = stack.move();
  return {
    cluster,
    run,
    members,
    wrapper,
    second,
    third,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function leaderOf(members: readonly Shown[]): string {
  const leaders = members.filter(({ role }) => role === "leader");
  assertEquals(leaders.length, 1);
  return leaders[0]?.name ?? "";
}
