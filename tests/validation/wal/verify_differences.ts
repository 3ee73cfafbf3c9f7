/** Where `wal.Verify` and etcd's own start do not agree, and whom we follow. */
export interface VerifyDifference {
  /** The code of our finding, none where we find the log valid. */
  readonly code: string | undefined;
  /** What `wal.Verify` says, nothing where it accepts the log. */
  readonly verify: RegExp;
  /** What etcd's start says, nothing where it accepts the log. */
  readonly start: RegExp;
  readonly why: string;
}

const NOTHING_REGEXP = /^$/;

/** All differences that are known; in each we say what etcd's start says. */
export const VERIFY_DIFFERENCES: readonly VerifyDifference[] = [
  {
    code: "WAL_CUT_SEGMENT",
    verify: NOTHING_REGEXP,
    start: /unexpected EOF/,
    why: "Verify takes a record that is cut off for the end of the log, " +
      "whichever segment it is in. The start repairs just the last segment.",
  },
  {
    code: "WAL_ENTRY_GAP",
    verify: NOTHING_REGEXP,
    start: /slice bounds out of range|unexpected EOF/,
    why: "Verify does not look at entries. The start needs all of them from " +
      "its snapshot on.",
  },
  {
    code: "WAL_CONTENT",
    verify: NOTHING_REGEXP,
    start: /unmarshal should never fail/,
    why: "Verify does not decode entries.",
  },
  {
    code: "WAL_METADATA",
    verify: NOTHING_REGEXP,
    start: /cannot use none as id/,
    why: "Verify accepts a log that does not say whose it is. raft refuses " +
      "a member without an id.",
  },
  {
    code: "WAL_COMMIT",
    verify: NOTHING_REGEXP,
    start: /is out of range/,
    why: "Verify does not compare the commit index with the entries. raft " +
      "refuses to start when committed entries are missing.",
  },
  {
    code: "WAL_CHAIN",
    verify: NOTHING_REGEXP,
    start: /crc mismatch/,
    why: "Verify reads from its snapshot's segment on. The start looks for " +
      "snapshots in the older segments too, and stops at their damage.",
  },
  {
    code: undefined,
    verify: /snapshot not found/,
    start: NOTHING_REGEXP,
    why: "Verify wants the record of the snapshot it begins with. The start " +
      "drops that complaint when it goes on to open the log for writing.",
  },
];
