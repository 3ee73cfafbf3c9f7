import type { Finding } from "../../../lib/validation/finding.ts";
import {
  judgeSnapshots,
  type SnapshotReport,
} from "../../../lib/validation/snap/judge_snapshots.ts";
import { readSnapshots } from "../../../lib/validation/snap/read_snapshots.ts";
import { validateWal } from "../../../lib/validation/wal/validate_wal.ts";
import type { WalReport } from "../../../lib/validation/wal/wal_report.ts";

/** What our validation makes of a member's directory. */
export interface OurJudgement {
  readonly wal: WalReport;
  readonly snap: SnapshotReport;
  /** Codes of what keeps etcd from starting. */
  readonly errors: readonly string[];
  /** Those of warnings too. */
  readonly codes: readonly string[];
}

/** Validates log and snapshots the way the two belong together. */
export async function judgeOurselves(
  memberDir: string,
  mode: "sanity" | "full",
): Promise<OurJudgement> {
  const { signal } = new AbortController();
  const files = await readSnapshots(`${memberDir}/snap`, { signal });
  const snapshotFiles = files.files.flatMap(({ snapshot }) => snapshot ?? []);
  const wal = await validateWal(`${memberDir}/wal`, {
    mode,
    signal,
    snapshotFiles,
  });
  const snap = judgeSnapshots(files, wal.facts?.snapshots ?? []);
  const findings = [...wal.findings, ...snap.findings]
    .filter(({ severity }) => severity !== "info");
  const errors = findings.filter(({ severity }) => severity === "error");
  return { wal, snap, errors: codesOf(errors), codes: codesOf(findings) };
}

function codesOf(findings: readonly Finding[]): string[] {
  return findings.map(({ code }) => code);
}
