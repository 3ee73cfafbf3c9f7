import { assertEquals } from "@std/assert";
import { get, type Member, memberList, put } from "./etcd_api.ts";
import type { MembershipNode, MembershipNodes } from "./membership_nodes.ts";
import { until } from "./until.ts";

/** Writes a key; what is on its way while a leader dies is written again. */
export async function write(
  ...args: Parameters<typeof put>
): Promise<void> {
  await until("the write", async () => {
    await put(...args);
    return true;
  }, { timeoutMs: 30_000 });
}

/** Waits until the node's log has a text in a reason or an error. */
export async function untilSaid(
  node: MembershipNode,
  text: string,
): Promise<void> {
  await until(
    `${node.name} to say "${text}"`,
    () =>
      node.process().log().some(({ msg, reason, error, detail }) =>
        [msg, reason, error, detail].some((it) => String(it).includes(text))
      ),
    { timeoutMs: 30_000 },
  ).catch((error) => {
    throw new Error(`${error}\n${describeLog(node)}`);
  });
}

/** What the node decided, without the waits. */
export function decisionsOf(node: MembershipNode): unknown[] {
  return node.process().log()
    .filter(({ msg }) => msg === "decided how this member starts")
    .map(({ decision }) => decision)
    .filter((decision) => decision !== "wait");
}

/**
 * Waits until every node lists the same voters, all started, as many as there
 * are nodes, and answers a read through consensus.
 */
export async function untilWhole(
  { nodes, api }: MembershipNodes,
  timeoutMs = 60_000,
): Promise<Member[]> {
  return await until("the cluster to be whole", async () => {
    const lists: Member[][] = [];
    for (const node of nodes) {
      lists.push(await memberList(api(node)));
      await get(api(node), "no-such-key");
    }
    const [first = []] = lists;
    for (const list of lists) assertEquals(list, first);
    assertEquals(
      first.map(({ name, isLearner }) => [name, isLearner]).sort(),
      nodes.map(({ name }) => [name, false]).sort(),
    );
    return first;
  }, { timeoutMs, intervalMs: 200 }).catch((error) => {
    throw new Error(`${error}\n${nodes.map(describeLog).join("\n")}`);
  });
}

const LAST_LINES = 15;

/** The last lines that the node itself wrote. */
function describeLog(node: MembershipNode): string {
  const lines = node.process().log().filter(({ caller, level }) =>
    String(caller).includes(".ts:") && level !== "debug"
  );
  return [
    node.name,
    ...lines.slice(-LAST_LINES).map((line) => JSON.stringify(line)),
  ].join("\n  ");
}
