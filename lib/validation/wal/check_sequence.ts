import type { Finding } from "../finding.ts";
import type { SegmentFile } from "./wal_files.ts";
import { walFinding } from "./wal_finding.ts";

/** Looks for segments that do not follow one another. */
export function checkSequence(
  segments: readonly SegmentFile[],
  startSegment: number,
): Finding[] {
  const findings: Finding[] = [];
  for (const [at, { path, name, sequence }] of segments.entries()) {
    const before = segments[at - 1];
    if (before === undefined || sequence === before.sequence + 1n) continue;
    // etcd checks what its start reads, and takes anything behind number 0.
    const isChecked = at > startSegment && before.sequence !== 0n;
    const code = isChecked ? "WAL_SEQUENCE" : "WAL_STALE_SEGMENT";
    const detail = `${name} does not follow ${before.name}`;
    findings.push(walFinding(code, { file: path, detail }));
  }
  return findings;
}
