import type { Finding } from "../finding.ts";

/** What is the same for all findings of one code. */
interface Problem {
  readonly severity: Finding["severity"];
  readonly action: string;
}

const REPLACE =
  "Keep a copy of the file; restore a backup, or let the member join its " +
  "cluster again with an empty data directory";
const DEFRAGMENT =
  "Let etcd start, then defragment the member, which writes the file anew";
const NOTHING = "Nothing has to be done";

function error(action = REPLACE): Problem {
  return { severity: "error", action };
}

function warning(action = DEFRAGMENT): Problem {
  return { severity: "warning", action };
}

/** Every code a database's finding can have. */
export const PROBLEMS = {
  DB_MISSING: error("Check the path, and that the volume is mounted"),
  DB_UNREADABLE: error("Check the file's permissions and the volume's health"),
  DB_EMPTY: error(),
  DB_TOO_SHORT: error(),
  DB_PAGE_SIZE: error(),
  DB_META_MAGIC: warning(),
  DB_META_VERSION: warning(),
  DB_META_CHECKSUM: warning(),
  DB_NO_META: error(),
  DB_META_HEADER: error(),
  DB_HIGH_WATER_MARK: error(),
  DB_FILE_SHORT: warning(),
  DB_FREELIST_TYPE: error(),
  DB_FREELIST_LENGTH: error(),
  DB_FREELIST_TWICE: error(),
  DB_FREELIST_BOUNDS: warning(),
  DB_PAGE_BOUNDS: error(),
  DB_PAGE_AT_MARK: warning(),
  DB_PAGE_BEYOND_FILE: error(),
  DB_PAGE_ID: error(),
  DB_PAGE_TYPE: error(),
  DB_PAGE_COUNT: error(),
  DB_PAGE_TWICE: error(),
  DB_PAGE_FREED: error(),
  DB_PAGE_LOST: error(),
  DB_OVERFLOW_FREED: warning(),
  DB_OVERFLOW_BOUNDS: warning(),
  DB_OVERFLOW_HUGE: error(),
  DB_BRANCH_EMPTY: error(),
  DB_KEY_ORDER: error(),
  DB_KEY_RANGE: error(),
  DB_ELEMENT_BOUNDS: warning(),
  DB_ELEMENT_BEYOND_FILE: error(),
  DB_BUCKET_HEADER: error(),
  DB_INLINE_BUCKET: error(),
  DB_INLINE_KEYS: warning(),
  DB_ROOT_ENTRY: error(),
  DB_REVISION_KEY: error(),
  DB_VALUE_FORMAT: error(),
  DB_NO_CONSISTENT_INDEX: warning(
    "Compare with the write-ahead log before etcd applies all of it again",
  ),
  DB_VALUE_SKIPPED: { severity: "info", action: NOTHING },
  DB_NOT_ETCD: warning(
    "Check that this is the member's own data; etcd would begin with nothing",
  ),
} as const satisfies Record<string, Problem>;

/** A code of {@linkcode PROBLEMS}. */
export type ProblemCode = keyof typeof PROBLEMS;
