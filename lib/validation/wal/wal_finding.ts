import type { Finding } from "../finding.ts";

/** Where and what, in the words of whoever noticed it. */
export interface WalFindingOptions {
  /** Path of the file, or of the directory if it has no log. */
  readonly file: string;
  /** Where in the file, in bytes, if it is about one place. */
  readonly offset?: number | undefined;
  /** What was noticed; the finding adds what that means. */
  readonly detail: string;
}

/** Makes a finding about a log: what it means and what to do go by its code. */
export function walFinding(code: string, options: WalFindingOptions): Finding {
  const { file, offset, detail } = options;
  const { severity, meaning, action } = KINDS[code] ?? DAMAGED;
  const message = `${detail[0]?.toUpperCase()}${detail.slice(1)}: ${meaning}`;
  return { code, severity, file, offset, message, action };
}

interface Kind {
  readonly severity: Finding["severity"];
  readonly meaning: string;
  readonly action: string;
}

const REPLACE =
  "Keep a copy, then let the member join anew or restore it from a backup";

const DAMAGED: Kind = {
  severity: "error",
  meaning: "the log is damaged here, and etcd does not start with it",
  action: REPLACE,
};

const ODD: Kind = {
  severity: "warning",
  meaning: "etcd starts with it, but raft never writes such a thing, so " +
    "files of different origin may be mixed",
  action: "Compare the member with the others before it is trusted",
};

const MIXED: Kind = {
  severity: "error",
  meaning: "segments are mixed up or overwritten, and etcd does not start",
  action: "Put the member's own segments back. " + REPLACE,
};

const KINDS: Readonly<Record<string, Kind>> = {
  "WAL_BEHIND_END": {
    severity: "warning",
    meaning: "a zero stands where the next record would begin, so etcd takes " +
      "that for the end and blanks the rest",
    action: "Keep a copy before etcd starts, if the lost entries matter",
  },
  "WAL_CHAIN": {
    severity: "error",
    meaning: "a segment is missing, damaged or of another log, and etcd does " +
      "not start with it",
    action: "Put the missing segment back if there is one. " + REPLACE,
  },
  "WAL_COMMIT": {
    severity: "error",
    meaning: "entries are lost that the member has promised to keep, and " +
      "etcd does not start with it",
    action: REPLACE,
  },
  "WAL_CUT_SEGMENT": {
    severity: "error",
    meaning: "etcd repairs just the last segment, and does not start",
    action: REPLACE,
  },
  "WAL_ENTRY_GAP": {
    severity: "error",
    meaning: "no snapshot stands in for them, and etcd does not start",
    action: REPLACE,
  },
  "WAL_ENTRY_TERM": ODD,
  "WAL_LOCKED": {
    severity: "error",
    meaning: "etcd cannot start as long as it is held, and what is being " +
      "written can look cut off",
    action: "Wait for that process to end, or end it",
  },
  "WAL_METADATA": MIXED,
  "WAL_MISSING": {
    severity: "error",
    meaning: "etcd takes the member for a new one, or does not start",
    action: "Look whether the right volume is mounted",
  },
  "WAL_NO_ENTRIES": {
    severity: "warning",
    meaning: "etcd was ended while it created the log. It starts with it, " +
      "but does not know any member and never elects a leader",
    action: "Let the member be created anew, if it never held any data",
  },
  "WAL_OLD_SEGMENT": {
    severity: "warning",
    meaning: "etcd does not read that far back, and starts",
    action: "Move the older segments out of the directory",
  },
  "WAL_OVERWRITE": ODD,
  "WAL_OWNER": MIXED,
  "WAL_READ": {
    severity: "error",
    meaning: "etcd cannot read it either",
    action: "Look at the disk and at the rights of the file",
  },
  "WAL_SEQUENCE": {
    severity: "error",
    meaning: "a segment between them is missing, and etcd does not start",
    action: "Put the missing segment back if there is one. " + REPLACE,
  },
  "WAL_STALE_SEGMENT": {
    severity: "warning",
    meaning: "the segments before are of no use to etcd's start",
    action: "Move the older segments out of the directory",
  },
  "WAL_START": {
    severity: "error",
    meaning: "the segments or the snapshot file are missing that lead " +
      "there, and etcd does not start",
    action: "Put the missing file back if there is one. " + REPLACE,
  },
  "WAL_STATE_COMMIT": ODD,
  "WAL_STATE_TERM": ODD,
  "WAL_STATE_VOTE": ODD,
  "WAL_TORN_MIDDLE": {
    severity: "warning",
    meaning: "whole records stand behind it, so this is damage and not a " +
      "write that was cut off. etcd cuts all of it off when it starts",
    action: "Keep a copy before etcd starts. A member of a cluster gets the " +
      "entries again from the others",
  },
  "WAL_TORN_TAIL": {
    severity: "warning",
    meaning: "the last write was cut off, by a kill or a power failure. " +
      "etcd cuts the rest off when it starts",
    action: "Nothing: what was not written to its end was not acknowledged",
  },
};
