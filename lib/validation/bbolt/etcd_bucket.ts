/**
 * The buckets of etcd, in the order of the numbers that stand for them while
 * a database is checked; 0 stands for any other bucket.
 */
const ETCD_BUCKETS: readonly (EtcdBucket | "")[] = [
  "",
  "key",
  "meta",
  "lease",
  "alarm",
  "cluster",
  "members",
  "members_removed",
  "auth",
  "authUsers",
  "authRoles",
];

/** Name of a bucket that etcd keeps. */
export type EtcdBucket =
  | "key"
  | "meta"
  | "lease"
  | "alarm"
  | "cluster"
  | "members"
  | "members_removed"
  | "auth"
  | "authUsers"
  | "authRoles";

/** The number of the bucket that holds the keys and values of clients. */
export const KEY_BUCKET = 1;

/** The number for a bucket of the root; 0 when it is not etcd's. */
export function bucketNumber(name: Uint8Array): number {
  const text = new TextDecoder().decode(name);
  return Math.max(0, ETCD_BUCKETS.findIndex((known) => known === text));
}

/** The name that a number stands for; undefined for 0. */
export function bucketName(number: number): EtcdBucket | undefined {
  const name = ETCD_BUCKETS[number];
  return name === "" ? undefined : name;
}
