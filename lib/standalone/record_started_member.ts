import { hexId } from "../validation/member/hex_id.ts";
import { recordMemberIdentity } from "../validation/member/record_member_identity.ts";
import { validateWal } from "../validation/wal/validate_wal.ts";
import { NO_FACTS } from "../validation/member/validate_content.ts";

/** What {@linkcode recordStartedMember} needs. */
export interface RecordStartedOptions {
  /** Directory of the data volume. */
  readonly volumeDir: string;
  /** etcd's directory of logs. */
  readonly walDir: string;
  /** The member's name. */
  readonly name: string;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/**
 * Records whose data the volume holds once the member has created it: the head
 * of its log says so, also while etcd writes to the end of it.
 */
export async function recordStartedMember(
  options: RecordStartedOptions,
): Promise<void> {
  const { volumeDir, walDir, name, signal } = options;
  const { facts } = await validateWal(walDir, { mode: "sanity", signal });
  if (facts === undefined) return;
  await recordMemberIdentity(volumeDir, {
    mode: "sanity",
    verdict: "valid",
    findings: [],
    facts: {
      ...NO_FACTS,
      dataDir: "member",
      name,
      memberId: hexId(facts.memberId),
      clusterId: hexId(facts.clusterId),
    },
  }, new Date());
}
