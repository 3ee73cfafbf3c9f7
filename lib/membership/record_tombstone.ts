import type { MemberIdentity } from "./membership.ts";
import { RECORD_FILES, writeVolumeRecord } from "./volume_records.ts";

/** Notes on the volume that the member was removed from its cluster. */
export async function recordTombstone(
  volumeDir: string,
  { memberId, clusterId }: MemberIdentity,
): Promise<void> {
  await writeVolumeRecord(volumeDir, "tombstone", {
    memberId,
    clusterId,
    recordedAt: new Date().toISOString(),
    toLift: "to let it join again as a new member, move the data directory, " +
      `${RECORD_FILES.tombstone}, ${RECORD_FILES.join}, ` +
      `${RECORD_FILES.bootstrap} and member_identity.json away from ` +
      volumeDir,
  });
}
