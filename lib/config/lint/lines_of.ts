import { listEtcdKeys } from "../etcd_keys.ts";
import { NEWEST_PATCH } from "../etcd_name.ts";

/** The lines of etcd, from 3.4 to 3.6, whose newest release knows a key. */
export function linesOf(key: string): readonly string[] {
  return [4, 5, 6].filter((minor) =>
    listEtcdKeys({ major: 3, minor, patch: NEWEST_PATCH })
      .some(({ name }) => name === key)
  ).map((minor) => `3.${minor}`);
}
