import { assert, assertEquals } from "@std/assert";
import { delay } from "@std/async/delay";
import { EXIT_CODE } from "../../lib/process/exit_code.ts";
import { damageDatabase } from "../support/damage.ts";
import { put } from "../support/etcd_api.ts";
import { pathExists } from "../support/path_exists.ts";
import {
  createStandalonePod,
  type StandalonePod,
} from "../support/standalone_pod.ts";
import { stopWell } from "../support/stop_well.ts";
import type { WrapperProcess } from "../support/wrapper_process.ts";

/** The first start that is not killed may find the data aside already. */
const REFUSALS: readonly number[] = [EXIT_CODE.invalid, EXIT_CODE.dataGone];
const ROUNDS = 15;
/** A start that is not killed has moved the data after half of it. */
const LONGEST_MS = 600;

/** The places where the damaged database is; there must always be just one. */
async function placesOf(pod: StandalonePod): Promise<string[]> {
  const places = [`${pod.dataDir}/member/snap/db`];
  if (await pathExists(pod.quarantineDir)) {
    for await (const { name } of Deno.readDir(pod.quarantineDir)) {
      places.push(`${pod.quarantineDir}/${name}/data/member/snap/db`);
    }
  }
  const found = await Promise.all(
    places.map(async (path) => await pathExists(path) ? [path] : []),
  );
  return found.flat();
}

/** Kills the wrapper at that moment, unless it has ended before. */
async function killAfter(wrapper: WrapperProcess, ms: number): Promise<void> {
  const ended = new AbortController();
  const watched = wrapper.status.then(() => ended.abort());
  await delay(ms, { signal: ended.signal }).catch(() => {/* it has ended */});
  try {
    if (!ended.signal.aborted) wrapper.kill("SIGKILL");
  } catch (error) {
    // It has ended this moment.
    if (!(error instanceof TypeError)) throw error;
  }
  await watched;
}

Deno.test("standalone: killed at any moment of a start on damaged data it loses nothing and ends the same way", async () => {
  await using pod = await createStandalonePod();
  {
    await using wrapper = await pod.startReady();
    await put({ endpoints: pod.clientUrl }, "key", "value");
    await stopWell(wrapper);
  }
  await damageDatabase(pod.dataDir);
  const damaged = await Deno.readFile(`${pod.dataDir}/member/snap/db`);
  for (let round = 1; round <= ROUNDS; round++) {
    {
      await using wrapper = pod.start();
      if (round < ROUNDS) await killAfter(wrapper, LONGEST_MS * round / ROUNDS);
      const { code } = await wrapper.ended();
      if (round === ROUNDS) {
        assert(
          REFUSALS.includes(code),
          wrapper.stderr(),
        );
      }
    }
    const places = await placesOf(pod);
    assertEquals(places.length, 1, places.join());
    assertEquals(await Deno.readFile(places[0] ?? ""), damaged);
    if (round < ROUNDS && places[0]?.startsWith(pod.quarantineDir)) {
      // Back again, so that the next round finds it damaged, too.
      await Deno.rename(
        places[0].replace(/\/member\/snap\/db$/, ""),
        pod.dataDir,
      );
    }
  }
});
