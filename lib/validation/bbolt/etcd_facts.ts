import type { BucketHandle, BucketReader, Entry } from "./bucket_reader.ts";
import { bucketName, bucketNumber, type EtcdBucket } from "./etcd_bucket.ts";
import { entryFault } from "./etcd_entry.ts";
import type { FindingList } from "./finding_list.ts";

/** A member as the database knows it. */
export interface MemberFact {
  /** In hexadecimal. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** Whether it has no vote yet. */
  readonly isLearner: boolean;
}

/** What etcd keeps in its buckets about itself. */
export interface EtcdFacts {
  /** Index of the last entry of the log that is in the database. */
  readonly consistentIndex: bigint | undefined;
  /** Term of that entry; since etcd 3.5. */
  readonly term: bigint | undefined;
  /** The last revision of a client's key. */
  readonly lastRevision: bigint | undefined;
  /** The revision of the last finished compaction. */
  readonly compactRevision: bigint | undefined;
  /** Version of the way things are stored; since etcd 3.6. */
  readonly storageVersion: string | undefined;
  /** The version that all members have agreed on. */
  readonly clusterVersion: string | undefined;
  /** The version that the cluster is about to go back to, if any. */
  readonly downgradeTarget: string | undefined;
  /** The members of the cluster. */
  readonly members: readonly MemberFact[];
  /** In hexadecimal. */
  readonly removedMembers: readonly string[];
}

/** More members than any cluster has, so that damage costs no memory. */
const MAX_MEMBERS = 1000;

/**
 * Reads what etcd keeps about itself. What it could not read itself of this
 * is an error.
 */
export function readEtcdFacts(
  reader: BucketReader,
  root: number,
  findings: FindingList,
): EtcdFacts {
  const buckets = openBuckets(reader, root);
  if (!buckets.has("key") && !buckets.has("meta")) {
    findings.add(
      "DB_NOT_ETCD",
      undefined,
      "The database has none of etcd's buckets: it is not one of etcd, or etcd " +
        "has never come to write to it",
    );
  }
  const meta = (name: string) => find("meta", name);
  const keys = buckets.get("key");
  const lastKey = keys === undefined ? undefined : reader.lastKey(keys);
  const consistentIndex = number(meta("consistent_index"));
  if (lastKey !== undefined && consistentIndex === undefined) {
    findings.add(
      "DB_NO_CONSISTENT_INDEX",
      undefined,
      "The database has keys, but does not say which entries of the " +
        "write-ahead log it has",
    );
  }
  return {
    consistentIndex,
    term: number(meta("term")),
    lastRevision: number(lastKey),
    compactRevision: number(meta("finishedCompactRev")),
    storageVersion: text(meta("storageVersion")),
    clusterVersion: text(find("cluster", "clusterVersion")),
    downgradeTarget: downgradeTarget(find("cluster", "downgrade")),
    members: all("members").map(memberFact),
    removedMembers: all("members_removed").map(({ key }) => text(key) ?? ""),
  };

  function find(bucket: EtcdBucket, name: string): Uint8Array | undefined {
    const handle = buckets.get(bucket);
    if (handle === undefined) return undefined;
    const entry = reader.find(handle, new TextEncoder().encode(name));
    if (entry !== undefined) check(bucket, entry);
    return entry?.value;
  }

  function all(bucket: EtcdBucket): Entry[] {
    const handle = buckets.get(bucket);
    if (handle === undefined) return [];
    const entries = reader.entries(handle, MAX_MEMBERS);
    return entries.filter((entry) => check(bucket, entry));
  }

  function check(bucket: EtcdBucket, entry: Entry): boolean {
    const fault = entryFault(bucket, entry);
    if (fault === undefined) return true;
    findings.add(fault.code, entry.offset, fault.message);
    return false;
  }
}

function openBuckets(
  reader: BucketReader,
  root: number,
): Map<EtcdBucket, BucketHandle> {
  const buckets = new Map<EtcdBucket, BucketHandle>();
  for (const entry of reader.entries(root, MAX_MEMBERS)) {
    const name = bucketName(bucketNumber(entry.key));
    if (name !== undefined) buckets.set(name, reader.open(entry));
  }
  return buckets;
}

function number(bytes: Uint8Array | undefined): bigint | undefined {
  if (bytes === undefined || bytes.length < 8) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
}

function text(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

function memberFact({ key, value }: Entry): MemberFact {
  const { name = "", isLearner = false } = JSON.parse(text(value) ?? "null") ??
    {};
  return { id: text(key) ?? "", name, isLearner };
}

function downgradeTarget(value: Uint8Array | undefined): string | undefined {
  const fault = value === undefined || entryFault("cluster", {
    key: new TextEncoder().encode("downgrade"),
    value,
  });
  if (fault) return undefined;
  const found = JSON.parse(text(value) ?? "null") ?? {};
  return found.enabled ? found["target-version"] : undefined;
}
