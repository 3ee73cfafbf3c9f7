import { listEtcdKeys } from "../etcd_keys.ts";

/** High enough to have all that a line ever got. */
const NEWEST_PATCH = 9999;

/** The lines of etcd, from 3.4 to 3.6, whose newest release knows a key. */
export function linesOf(key: string): readonly string[] {
  return [4, 5, 6].filter((minor) =>
    listEtcdKeys({ major: 3, minor, patch: NEWEST_PATCH })
      .some(({ name }) => name === key)
  ).map((minor) => `3.${minor}`);
}
