import type { TombstoneRecord } from "./volume_records.ts";

/** What is said of a member whose entry is gone. */
export function describeRemoval(memberId: string, clusterId: string): string {
  return `member ${memberId} was removed from cluster ${clusterId}: it does ` +
    "not join again by itself, see docs/membership.md";
}

/** What is said at every start after that. */
export function describeTombstone(
  { memberId, clusterId, toLift }: TombstoneRecord,
): string {
  return `member ${memberId} was removed from cluster ${clusterId}: ${toLift}`;
}
