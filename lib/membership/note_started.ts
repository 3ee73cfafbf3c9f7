import { delay } from "@std/async/delay";
import { hasFirstEntries } from "../etcd/wal_head.ts";
import type { MembershipOptions } from "./membership.ts";
import { readVolumeRecords, writeVolumeRecord } from "./volume_records.ts";

/** etcd writes its log within a few milliseconds of its start. */
const POLL_MS = 20;

/**
 * Waits until etcd has written the first entries of its log and notes it: from
 * then on there is data to lose, and a volume without it is no empty one. A log
 * without entries is not: whoever is killed before them starts anew.
 */
export async function noteStarted(
  { volumeDir, walDir }: Pick<MembershipOptions, "volumeDir" | "walDir">,
  signal: AbortSignal,
): Promise<void> {
  const { bootstrap, join } = await readVolumeRecords(volumeDir);
  if (bootstrap?.phase !== "decided" && join?.phase !== "added") return;
  while (!await hasFirstEntries(walDir)) {
    signal.throwIfAborted();
    await delay(POLL_MS, { signal }).catch(() => {});
  }
  const phase = "started";
  if (join?.phase === "added") {
    await writeVolumeRecord(volumeDir, "join", { ...join, phase });
  }
  if (bootstrap?.phase === "decided") {
    await writeVolumeRecord(volumeDir, "bootstrap", { ...bootstrap, phase });
  }
}
