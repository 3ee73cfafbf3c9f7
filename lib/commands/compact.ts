import type { VerbCall } from "../cli/verb.ts";
import { isRetriable } from "../etcd_client/is_retriable.ts";
import { clientAt } from "../operations/etcd_access.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { askStatus } from "./ask_status.ts";
import { connectEtcd } from "./connect_etcd.ts";
import { print } from "./print.ts";
import { VerbError } from "./verb_error.ts";
import { showWait } from "./wait_line.ts";

/** Forgets old revisions. */
export async function compact(call: VerbCall): Promise<number> {
  const amount = (name: string) => Number(call.flags[name]);
  const [revisionFlag, keep] = [amount("revision"), amount("keep")];
  if ((revisionFlag > 0) === (keep > 0)) {
    throw new VerbError(
      "give either --revision N or --keep N: what is older cannot be read any " +
        "more, and clients that watch or list from there start anew",
      EXIT_CODE.usage,
    );
  }
  using access = await connectEtcd(call);
  const { revision: current } = await askStatus(access, call.stop);
  const revision = revisionFlag > 0 ? revisionFlag : current - keep;
  if (revision > current) {
    throw new VerbError(
      `revision ${revision} does not exist yet: the current one is ${current}`,
    );
  }
  if (revision <= 0) {
    await print(
      Deno.stdout,
      `nothing to compact: there are ${current} revisions in all`,
    );
    return EXIT_CODE.success;
  }
  const isPhysical = call.flags["physical"] === true;
  using _wait = showWait(() => `compacting up to revision ${revision}`);
  const timeoutMs = isPhysical ? PHYSICAL_LIMIT_MS : access.timeoutMs;
  const client = clientAt({ ...access, timeoutMs });
  try {
    await client.compact({ revision, isPhysical }, call.stop);
  } catch (error) {
    if (!isRetriable(error)) throw error;
    throw new Error(
      "etcd has not said that it is done; it may be, or be done later",
      { cause: error },
    );
  }
  await print(
    Deno.stdout,
    `compacted up to revision ${revision} of ${current}; ` +
      '"etcd-wrapper defrag" gives the space back to the disk',
  );
  return EXIT_CODE.success;
}

/** etcd pauses between its batches of 1000 revisions. */
const PHYSICAL_LIMIT_MS = 10 * 60_000;
