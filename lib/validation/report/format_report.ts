import type { DatabaseFacts } from "../bbolt/validate_database.ts";
import type { Finding } from "../finding.ts";
import type {
  DataDirState,
  MemberFacts,
  MemberReport,
  MemberVerdict,
} from "../member/member_report.ts";
import { formatBytes } from "./format_bytes.ts";

/** What each verdict means. */
const MEANINGS: Readonly<Record<MemberVerdict, string>> = {
  valid: "etcd starts with this data",
  repairable: "etcd starts, and drops the end of the log",
  absent: "there is no member",
  invalid: "etcd would not start, or would lose data",
  "wrong-volume": "the data is not this member's",
  locked: "the data is in use",
};

const DATA_DIRS: Readonly<Record<DataDirState, string>> = {
  missing: "does not exist",
  empty: "is empty",
  unfinished: "has what an etcd left that was killed while it created a member",
  foreign: "holds no member",
  member: "holds a member",
};

/** Formats a report for people: a line for each finding, and a summary. */
export function formatReport(report: MemberReport, tookMs: number): string {
  const { verdict, mode, findings, facts } = report;
  const took = `${(tookMs / 1000).toFixed(tookMs < 10_000 ? 2 : 0)} s`;
  return [
    ...findings.map(formatFinding),
    `${verdict}: ${MEANINGS[verdict]} (${mode} validation, ${took})`,
    ...formatFacts(facts).map(([name, text]) => `  ${name.padEnd(9)} ${text}`),
  ].join("\n");
}

function formatFinding(finding: Finding): string {
  const { severity, code, file, offset, message, action } = finding;
  const place = offset === undefined ? file : `${file} at byte ${offset}`;
  return `${severity} ${code} ${place}: ${message}. To do: ${action}.`;
}

type Line = readonly [name: string, text: string];

function formatFacts(facts: MemberFacts): Line[] {
  const { dataDir, database } = facts;
  const directory: Line = ["directory", DATA_DIRS[dataDir]];
  if (dataDir !== "member") return [directory];
  const lines: Line[] = [];
  if (facts.memberId !== undefined) {
    const name = facts.name === undefined ? "" : `${facts.name}, `;
    const text = `${name}${facts.memberId} in cluster ${facts.clusterId}`;
    lines.push(["member", text]);
  }
  return [
    ...lines,
    ...formatLog(facts),
    ...(database === undefined ? [] : [formatDatabase(database)]),
  ];
}

function formatLog({ wal, snapshots, repair }: MemberFacts): Line[] {
  if (wal === undefined) return [];
  const { firstIndex, lastIndex, commit, term, start } = wal;
  const count = snapshots?.files.length ?? 0;
  const log =
    `entries ${firstIndex} to ${lastIndex}, committed to ${commit}, ` +
    `term ${term}, ${plural(wal.segments, "segment")}`;
  const from = start.index === 0n ? "none" : `up to entry ${start.index}`;
  const lines: Line[] = [
    ["log", log],
    ["snapshot", `${from}, ${plural(count, "file")}`],
  ];
  if (repair === undefined) return lines;
  const dropped = `from byte ${repair.offset} of ${repair.file}`;
  return [...lines, ["dropped", dropped]];
}

function formatDatabase(database: DatabaseFacts): Line {
  const { fileBytes, inUseBytes, lastRevision, consistentIndex } = database;
  const inUse = inUseBytes === undefined
    ? ""
    : `, ${formatBytes(inUseBytes)} in use`;
  const version = database.storageVersion ?? database.clusterVersion;
  const text = `${formatBytes(fileBytes)}${inUse}, revision ` +
    `${lastRevision ?? 0}, entries up to ${consistentIndex ?? 0}` +
    (version === undefined ? "" : `, etcd ${version}`);
  return ["database", text];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
