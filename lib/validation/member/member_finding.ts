import type { Finding } from "../finding.ts";

/** What is the same for all findings of one code. */
interface Kind {
  readonly severity: Finding["severity"];
  readonly meaning: string;
  readonly action: string;
}

const MIXED =
  "Put the member's own files back if they exist. Keep a copy, then let the " +
  "member join anew or restore it from a backup";
const WRONG_VOLUME = "Mount the volume of this member; nothing was touched";

/** Every code of a finding about a member as a whole. */
export const MEMBER_KINDS = {
  CONFIG_MEMBERS: {
    severity: "warning",
    meaning: "etcd goes by its data and ignores the configured members",
    action: "Compare the configuration with `etcdctl member list`",
  },
  DB_AHEAD_BY_ONE: {
    severity: "warning",
    meaning:
      "nothing is lost, since the database has it, and the empty entry " +
      "of the next leader takes its place",
    action: "Look at the disk: the log should have been written first",
  },
  DB_AHEAD_OF_LOG: {
    severity: "error",
    meaning: "etcd takes as many of its next entries for applied and drops " +
      "them, so that it does not get ready or writes come to nothing",
    action: MIXED,
  },
  DB_BEHIND_SNAPSHOT: {
    severity: "error",
    meaning: "the entries between them are in no file, and etcd does not start",
    action: MIXED,
  },
  DB_FROM_LEADER: {
    severity: "info",
    meaning:
      "etcd was ended before it had put the database in place that its " +
      "leader had sent, and does that when it starts",
    action: "Nothing",
  },
  DB_OTHER_MEMBER: {
    severity: "error",
    meaning:
      "the database is of another cluster than the log, and etcd would " +
      "serve its keys",
    action: MIXED,
  },
  DB_OTHER_TERM: {
    severity: "error",
    meaning:
      "the database is of another history than the log, and etcd would " +
      "serve keys that its cluster does not have",
    action: MIXED,
  },
  DB_QUOTA: {
    severity: "warning",
    meaning: "etcd starts, but takes no writes until there is space",
    action: "Compact and defragment, or raise quota-backend-bytes",
  },
  DB_REBUILT: {
    severity: "warning",
    meaning: "the log reaches back to the first entry, from which etcd makes " +
      "the database anew",
    action: "Nothing",
  },
  ETCD_TOO_OLD: {
    severity: "error",
    meaning: "etcd does not start with data of a newer line",
    action: "Run the newer etcd again, and downgrade with `etcdctl downgrade`",
  },
  MEMBER_FOREIGN: {
    severity: "error",
    meaning: "etcd would create a member between files of something else",
    action: "Look whether the right directory is given; empty it if it is",
  },
  MEMBER_LOCKED: {
    severity: "error",
    meaning: "the data is in use, so it can change and etcd cannot start",
    action: "Wait for that process to end, or end it",
  },
  MEMBER_NO_ENTRIES: {
    severity: "info",
    meaning: "etcd was killed while it created the member, and would start " +
      "now without knowing any member, and never get ready",
    action: "Move the directory aside: no write was ever acknowledged",
  },
  MEMBER_REMOVED: {
    severity: "error",
    meaning: "the others do not talk to it, and etcd ends by itself",
    action: "Move the directory aside, and add the member to the cluster again",
  },
  MEMBER_UNFINISHED: {
    severity: "info",
    meaning: "etcd was killed before it had created its log, and creates the " +
      "member when it starts",
    action: "Nothing",
  },
  SNAP_OTHER_MEMBER: {
    severity: "error",
    meaning: "the snapshot is of another cluster, or the member was removed: " +
      "etcd would never take part in an election",
    action: MIXED,
  },
  VOLUME_CLUSTER: {
    severity: "error",
    meaning: "the volume is not the one of this member",
    action: WRONG_VOLUME,
  },
  VOLUME_GUARD_READ: {
    severity: "error",
    meaning: "whose volume it is cannot be found out",
    action: "Look at the volume and at the rights of the file",
  },
  VOLUME_MEMBER: {
    severity: "error",
    meaning: "data of another member was put into the volume",
    action: WRONG_VOLUME,
  },
  VOLUME_NAME: {
    severity: "error",
    meaning: "the volume is not the one of this member",
    action: WRONG_VOLUME,
  },
  VOLUME_NAMESPACE: {
    severity: "error",
    meaning: "the volume is not the one of this pod",
    action: WRONG_VOLUME,
  },
  VOLUME_NOT_CHECKED: {
    severity: "warning",
    meaning: "a volume of another namespace would not be noticed",
    action: "Set POD_NAMESPACE in the pod's manifest",
  },
  VOLUME_RECORD: {
    severity: "warning",
    meaning: "data of another member would not be noticed",
    action: "Remove the file; it is written again when the data is valid",
  },
  VOLUME_EMPTIED: {
    severity: "warning",
    meaning: "the member had data in this volume and has lost it, so it must " +
      "not be created as if it were new",
    action: "Put the data back, or let the member join its cluster anew",
  },
} as const satisfies Record<string, Kind>;

/** A code of {@linkcode MEMBER_KINDS}. */
export type MemberCode = keyof typeof MEMBER_KINDS;

/** Where and what, in the words of whoever noticed it. */
export interface MemberFindingOptions {
  /** Path of the file or directory. */
  readonly file: string;
  /** What was noticed; the finding adds what that means. */
  readonly detail: string;
}

/** Makes a finding about a member as a whole. */
export function memberFinding(
  code: MemberCode,
  { file, detail }: MemberFindingOptions,
): Finding {
  const { severity, meaning, action } = MEMBER_KINDS[code];
  const message = `${detail[0]?.toUpperCase()}${detail.slice(1)}: ${meaning}`;
  return { code, severity, file, offset: undefined, message, action };
}
