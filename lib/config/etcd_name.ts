import { type EtcdVersion, formatEtcdVersion } from "./etcd_version.ts";

/** Stands for the newest patch release of a line. */
export const NEWEST_PATCH = 9999;

/** An etcd as one speaks of it: `etcd 3.5.35`, or just its line. */
export function nameEtcd(version: EtcdVersion): string {
  const { major, minor, patch } = version;
  return patch === NEWEST_PATCH
    ? `etcd ${major}.${minor}`
    : `etcd ${formatEtcdVersion(version)}`;
}
