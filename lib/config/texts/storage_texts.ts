import type { KeyText } from "./key_text.ts";

/** The keys of what is kept on the disk. */
export const STORAGE_TEXTS: readonly KeyText[] = [
  {
    name: "data-dir",
    meaning: "Directory of the data; an empty one would make etcd choose " +
      "its own in the working directory, which this program refuses",
    default: "${name}.etcd",
    druid: {
      value: "/var/etcd/data/new.etcd",
      reason: "a directory in the volume, so that a restore can replace it",
    },
  },
  {
    name: "wal-dir",
    meaning: "Directory of the write-ahead log, if not member/wal in the data",
    default: "",
  },
  {
    name: "snapshot-count",
    meaning: "Committed entries after which etcd writes a snapshot and drops " +
      "the log before it; more of them take more memory",
    unit: "entries",
    default: "100000",
    defaultFrom: { "3.6": "10000" },
    druid: { value: "10000", reason: "less memory; the default of etcd 3.6" },
  },
  {
    name: "snapshot-catchup-entries",
    formerName: "experimental-snapshot-catch-up-entries",
    meaning: "Entries that the leader keeps in memory for a slow follower " +
      "after a snapshot; one that lags further behind gets the whole database",
    unit: "entries",
    default: "5000",
  },
  {
    name: "max-snapshots",
    meaning: "Snapshot files that are kept; 0: all",
    unit: "files",
    default: "5",
    deprecated: "etcd 3.6 calls it deprecated; leave it out",
    deprecatedFrom: "3.6",
  },
  {
    name: "max-wals",
    meaning: "Segments of the write-ahead log that are kept; 0: all",
    unit: "files",
    default: "5",
  },
  {
    name: "quota-backend-bytes",
    meaning: "Size of the database at which etcd raises NOSPACE and takes no " +
      "more writes; 0: 2 GiB, negative: no limit",
    unit: "bytes",
    default: "0",
    druid: {
      value: "8589934592",
      reason: "8 GiB, the most that etcd recommends",
    },
  },
  {
    name: "backend-bbolt-freelist-type",
    meaning: "How the database keeps its list of free pages: map is fast, " +
      "array is the older one",
    default: "map",
    druid: {
      value: "array",
      reason: "only with its gate UpgradeEtcdVersion, to be able to go back",
    },
  },
  {
    name: "experimental-backend-bbolt-freelist-type",
    meaning: "How the database keeps its list of free pages: array or map",
    default: "array",
    deprecated: "known to 3.4 only; later lines have " +
      "backend-bbolt-freelist-type",
  },
  {
    name: "backend-batch-interval",
    meaning: "Longest time until writes are committed to the database; they " +
      "are safe in the log before; 0: 100 ms",
    default: "0s",
  },
  {
    name: "backend-batch-limit",
    meaning: "Most writes until they are committed to the database; 0: 10000",
    unit: "operations",
    default: "0",
  },
  {
    name: "bootstrap-defrag-threshold-megabytes",
    formerName: "experimental-bootstrap-defrag-threshold-megabytes",
    meaning: "Defragment at the start when that frees at least so much; 0: " +
      "never",
    unit: "megabytes",
    default: "0",
  },
  {
    name: "experimental-txn-mode-write-with-shared-buffer",
    meaning: "Let the read part of a write transaction use the shared buffer",
    default: "true",
    deprecated: "write feature-gates: TxnModeWriteWithSharedBuffer=…",
    deprecatedFrom: "3.6",
  },
  {
    name: "experimental-stop-grpc-service-on-defrag",
    meaning: "Refuse clients while the database is defragmented, so that " +
      "they go to another member",
    default: "false",
    deprecated: "write feature-gates: StopGRPCServiceOnDefrag=…",
    deprecatedFrom: "3.6",
  },
  {
    name: "auto-compaction-mode",
    meaning: "What auto-compaction-retention counts: periodic (time) or " +
      "revision; 3.4 and 3.5 want it beside a retention that is a duration",
    default: "",
    defaultFrom: { "3.6": "periodic" },
    druid: { value: "periodic", reason: "goes with a retention in time" },
  },
  {
    name: "auto-compaction-retention",
    meaning: "How much history is kept: a time such as 30m (a plain number: " +
      "hours), or a number of revisions; 0: all of it, for ever",
    default: "0",
    druid: {
      value: "30m",
      reason: "the database would grow up to its quota otherwise",
    },
  },
  {
    name: "compaction-batch-limit",
    formerName: "experimental-compaction-batch-limit",
    meaning: "Most revisions that a compaction removes at a time",
    unit: "revisions",
    default: "1000",
  },
  {
    name: "compaction-sleep-interval",
    formerName: "experimental-compaction-sleep-interval",
    meaning: "Pause between two such batches, in which other work is done",
    default: "10ms",
  },
  {
    name: "unsafe-no-fsync",
    meaning: "Do not wait for the disk: a crash loses acknowledged writes " +
      "and can damage the data; for tests only",
    default: "false",
  },
];
