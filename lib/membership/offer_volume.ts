import type { DataFacts } from "./membership.ts";
import { describeHistory } from "./describe_history.ts";
import {
  type BootstrapRecord,
  readVolumeRecords,
  type VolumeRecords,
  writeVolumeRecord,
} from "./volume_records.ts";

/** What {@linkcode offerVolume} looks at. */
export interface OfferVolumeOptions {
  /** What the validation found. */
  readonly data: DataFacts;
  /** Hash of the configured cluster. */
  readonly clusterHash: string;
}

/**
 * Gives an empty volume a name of its own, before the other members can see
 * it: a volume that replaces it later has another one. A decision for another
 * configuration is taken back as long as etcd has not written anything.
 */
export async function offerVolume(
  volumeDir: string,
  { data, clusterHash }: OfferVolumeOptions,
): Promise<VolumeRecords> {
  const records = await readVolumeRecords(volumeDir);
  const { bootstrap } = records;
  const isFresh = data.state === "absent" &&
    describeHistory({ data, records }) === undefined;
  if (!isFresh || bootstrap?.clusterHash === clusterHash) return records;
  const offered: BootstrapRecord = {
    phase: "offered",
    volumeId: bootstrap?.volumeId ?? crypto.randomUUID(),
    clusterHash,
  };
  await writeVolumeRecord(volumeDir, "bootstrap", offered);
  return { ...records, bootstrap: offered };
}
