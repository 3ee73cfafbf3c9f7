import type { DatabaseFacts } from "../bbolt/validate_database.ts";
import type { Finding } from "../finding.ts";
import type { SnapshotFacts } from "../snap/judge_snapshots.ts";
import type { WalFacts } from "../wal/wal_report.ts";
import type { MemberPaths } from "./data_dir.ts";
import { hexId } from "./hex_id.ts";
import { type MemberCode, memberFinding } from "./member_finding.ts";

/** What the parts of a member say, each found valid by itself. */
export interface MemberParts {
  /** Where they lie. */
  readonly paths: MemberPaths;
  /** The log. */
  readonly wal: WalFacts;
  /** The snapshots. */
  readonly snapshots: SnapshotFacts;
  /** The database, `undefined` where etcd makes it anew. */
  readonly database: DatabaseFacts | undefined;
}

/** Says in what the parts of a member do not belong together. */
export function crossCheck(parts: MemberParts): Finding[] {
  const problems: Problem[] = [];
  for (const check of [checkIndex, checkTerm, checkMember]) {
    problems.push(...check(parts));
    // One reason is enough: what follows from it would just repeat it.
    if (problems.some(({ code }) => code !== "DB_AHEAD_BY_ONE")) break;
  }
  const { walDir, snapDir, database } = parts.paths;
  const places = { walDir, snapDir, database };
  return problems.map(({ code, place, detail }) =>
    memberFinding(code, { file: places[place], detail })
  );
}

/** Something that does not fit, and which part to look at. */
interface Problem {
  readonly code: MemberCode;
  readonly place: "walDir" | "snapDir" | "database";
  readonly detail: string;
}

/** The log has to lead from the start to what the database has, or beyond. */
function checkIndex({ wal, database }: MemberParts): Problem[] {
  const { start, lastIndex } = wal;
  const index = database?.consistentIndex ?? 0n;
  if (index < start.index) {
    const detail = `it has the entries up to ${index}, and the log begins ` +
      `behind snapshot ${start.index}`;
    return [{ code: "DB_BEHIND_SNAPSHOT", place: "database", detail }];
  }
  if (index <= lastIndex) return [];
  const code = index === lastIndex + 1n ? "DB_AHEAD_BY_ONE" : "DB_AHEAD_OF_LOG";
  const detail = `it has the entries up to ${index}, and the log ends with ` +
    `${lastIndex}`;
  return [{ code, place: "database", detail }];
}

/** Two entries of one index and different terms are not of one history. */
function checkTerm({ wal, database }: MemberParts): Problem[] {
  const { consistentIndex = 0n, term = 0n } = database ?? {};
  const known = termAt(wal, consistentIndex);
  // etcd 3.4 does not write the term.
  if (term === 0n || known === undefined || known === term) return [];
  const detail = `it has entry ${consistentIndex} of term ${term}, and the ` +
    `log has that entry with term ${known}`;
  return [{ code: "DB_OTHER_TERM", place: "database", detail }];
}

function termAt(
  { start, terms, lastIndex }: WalFacts,
  index: bigint,
): bigint | undefined {
  if (index > lastIndex) return undefined;
  if (index === start.index) return index === 0n ? undefined : start.term;
  return terms.findLast((it) => it.index <= index)?.term;
}

function checkMember(parts: MemberParts): Problem[] {
  const { wal, snapshots, database } = parts;
  const id = hexId(wal.memberId);
  const removed = database?.removedMembers ?? [];
  if (removed.includes(id)) {
    const detail = `member ${id} was removed from its cluster`;
    return [{ code: "MEMBER_REMOVED", place: "database", detail }];
  }
  const conf = snapshots.taken?.snapshot?.confState;
  if (conf !== undefined) {
    const { voters, learners, votersOutgoing } = conf;
    const ids = [...voters, ...learners, ...votersOutgoing];
    if (!ids.includes(wal.memberId)) {
      const detail = `snapshot ${snapshots.taken?.name} does not name member ` +
        `${id}`;
      return [{ code: "SNAP_OTHER_MEMBER", place: "snapDir", detail }];
    }
  }
  const { members = [] } = database ?? {};
  if (members.some((member) => member.id === id)) return [];
  if (!isMemberKnown(parts)) return [];
  const names = members.map(({ id, name }) => `${id} (${name})`).join(", ");
  const detail = `it does not name member ${id}, but ${names || "none"}`;
  return [{ code: "DB_OTHER_MEMBER", place: "database", detail }];
}

/** Whether the database has the entry that put the member in the cluster. */
function isMemberKnown({ wal, snapshots, database }: MemberParts): boolean {
  const { consistentIndex = 0n } = database ?? {};
  if (consistentIndex === 0n) return false;
  const { membership } = wal;
  if (membership !== undefined) {
    return !membership.isRemoval && membership.index <= consistentIndex;
  }
  return snapshots.taken !== undefined;
}
