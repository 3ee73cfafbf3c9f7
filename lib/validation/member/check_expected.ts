import type { DatabaseFacts } from "../bbolt/validate_database.ts";
import type { Finding } from "../finding.ts";
import { memberFinding } from "./member_finding.ts";

/** What the configuration says about the member; what is missing is not compared. */
export interface ExpectedMember {
  /** Its name. */
  readonly name?: string | undefined;
  /** The names in `initial-cluster`. */
  readonly clusterNames?: readonly string[] | undefined;
  /** `quota-backend-bytes`: 0 is etcd's default, less than that is no limit. */
  readonly quotaBytes?: number | undefined;
  /** The etcd that is going to be run. */
  readonly etcdVersion?:
    | { readonly major: number; readonly minor: number }
    | undefined;
}

/** What is compared. */
export interface CheckExpectedOptions {
  /** Path of the database. */
  readonly file: string;
  /** What the database says. */
  readonly database: DatabaseFacts;
  /** What the configuration says. */
  readonly expected: ExpectedMember;
}

/** etcd's own limit where none is configured. */
const DEFAULT_QUOTA_BYTES = 2 * 1024 ** 3;

/** Compares a database with what the configuration says. */
export function checkExpected(options: CheckExpectedOptions): Finding[] {
  return [
    ...checkNames(options),
    ...checkQuota(options),
    ...checkVersion(options),
  ];
}

function checkNames(
  { file, database, expected: { clusterNames } }: CheckExpectedOptions,
): Finding[] {
  if (clusterNames === undefined) return [];
  const others = database.members.map(({ name }) => name)
    .filter((name) => name !== "" && !clusterNames.includes(name));
  if (others.length === 0) return [];
  const detail = `the cluster has members that initial-cluster does not name ` +
    `(${others.join(", ")})`;
  return [memberFinding("CONFIG_MEMBERS", { file, detail })];
}

function checkQuota(
  { file, database, expected: { quotaBytes } }: CheckExpectedOptions,
): Finding[] {
  if (quotaBytes === undefined || quotaBytes < 0) return [];
  const quota = quotaBytes === 0 ? DEFAULT_QUOTA_BYTES : quotaBytes;
  const { allocatedBytes } = database;
  if (allocatedBytes < quota) return [];
  const detail = `it has ${allocatedBytes} bytes, and the quota is ${quota}`;
  return [memberFinding("DB_QUOTA", { file, detail })];
}

/** A version's line, such as 3.5. */
const LINE_REGEXP = /^(\d+)\.(\d+)/;

function lineOf(version: string | undefined): string | undefined {
  return LINE_REGEXP.exec(version ?? "")?.[0];
}

function checkVersion(
  { file, database, expected: { etcdVersion } }: CheckExpectedOptions,
): Finding[] {
  if (etcdVersion === undefined) return [];
  const { major, minor } = etcdVersion;
  const { storageVersion, clusterVersion, downgradeTarget } = database;
  // The cluster has agreed to go back to that line.
  if (lineOf(downgradeTarget) === `${major}.${minor}`) return [];
  const needed = [storageVersion, clusterVersion].find((version) => {
    const [, dataMajor, dataMinor] = LINE_REGEXP.exec(version ?? "") ?? [];
    if (dataMajor === undefined) return false;
    return Number(dataMajor) > major ||
      (Number(dataMajor) === major && Number(dataMinor) > minor);
  });
  if (needed === undefined) return [];
  const detail =
    `it is of etcd ${needed}, and etcd ${major}.${minor} is to run`;
  return [memberFinding("ETCD_TOO_OLD", { file, detail })];
}
