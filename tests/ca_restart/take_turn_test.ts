import { assertEquals, assertRejects } from "@std/assert";
import { takeTurn } from "../../lib/ca_restart/take_turn.ts";
import type { WrapperState } from "../../lib/ca_restart/wrapper_state.ts";
import { until } from "../support/until.ts";

/** A member that others can ask; it restarts when it is its turn. */
interface Node {
  readonly id: string;
  isReady: boolean;
  isAnnounced: boolean;
  hasRestarted: boolean;
}

function createNodes(count: number): Node[] {
  return Array.from({ length: count }, (_, index) => ({
    id: (index + 10).toString(16),
    isReady: true,
    isAnnounced: false,
    hasRestarted: false,
  }));
}

function stateOf({ id, isReady, isAnnounced }: Node): WrapperState {
  return { id, name: `member ${id}`, isReady, isAnnounced, problem: undefined };
}

/** Takes a few turns of the event loop, another number each time. */
async function jitter(seed: () => number): Promise<void> {
  for (let turns = seed() % 5; turns >= 0; turns--) await Promise.resolve();
  if (seed() % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}

function createSeed(start: number): () => number {
  let state = start;
  return () => state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
}

for (const count of [2, 3, 5]) {
  Deno.test(`takeTurn() lets ${count} members restart, all of them and never two at once`, async () => {
    for (let start = 1; start <= 40; start++) {
      const seed = createSeed(start);
      const nodes = createNodes(count);
      let down = 0;
      let mostDown = 0;
      await Promise.all(nodes.map(async (node) => {
        await takeTurn({
          ownId: node.id,
          async askOthers() {
            const states: WrapperState[] = [];
            for (const other of nodes) {
              await jitter(seed);
              if (other !== node) states.push(stateOf(other));
              await jitter(seed);
            }
            return states;
          },
          announce: (isAnnounced) => node.isAnnounced = isAnnounced,
          signal: new AbortController().signal,
          periodMs: 1,
        });
        node.isReady = false;
        node.isAnnounced = false;
        mostDown = Math.max(mostDown, ++down);
        await jitter(seed);
        await new Promise((resolve) => setTimeout(resolve, 3));
        down--;
        node.hasRestarted = true;
        node.isReady = true;
      }));
      assertEquals([start, mostDown], [start, 1]);
      assertEquals(nodes.every(({ hasRestarted }) => hasRestarted), true);
    }
  });
}

for (
  const [what, state, expected] of [
    ["is not ready", { isReady: false }, "member a is not ready"],
    ["does not answer", { problem: "HTTP 404" }, "member a: HTTP 404"],
    [
      "is about to restart",
      { isAnnounced: true },
      "member a is about to restart",
    ],
  ] as const
) {
  Deno.test(`takeTurn() waits for a member that ${what}, and says so`, async () => {
    const [node] = createNodes(1) as [Node];
    const stop = new AbortController();
    const waits: string[] = [];
    const turn = takeTurn({
      ownId: "ff",
      askOthers: () => Promise.resolve([{ ...stateOf(node), ...state }]),
      announce: (_isAnnounced, waitsFor) => waits.push(waitsFor),
      signal: stop.signal,
      periodMs: 1,
    });
    await until("three questions", () => waits.length >= 3);
    stop.abort(new Error("over"));
    await assertRejects(() => turn, Error, "over");
    assertEquals(new Set(waits), new Set([expected]));
  });
}
