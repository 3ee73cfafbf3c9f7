import type { FlagValue } from "./go_flags.ts";

const SIDECAR_REGEXP = /^backup-restore-/;
const OWN_SOURCE = "etcd-config-file";

/** Flags that mean nothing to a start with the sidecar. */
const OWN_FLAGS: ReadonlySet<string> = new Set([
  "data-lock-timeout",
  "expand-env",
  "member-name",
  "on-invalid-data",
  "peer-client-endpoints",
  "quarantine-max-count",
  "quarantine-min-free",
]);

/**
 * Finds why the given flags do not go together: the configuration comes from
 * the sidecar or from a file, never from both.
 */
export function findSourceProblem(
  given: ReadonlySet<string>,
): string | undefined {
  const names = [...given].sort();
  if (given.has(OWN_SOURCE)) {
    const sidecar = names.filter((name) => SIDECAR_REGEXP.test(name));
    if (sidecar.length === 0) return undefined;
    return `-${OWN_SOURCE} cannot be given together with ${list(sidecar)}: ` +
      "the configuration comes from the file or from the sidecar";
  }
  const own = names.filter((name) => OWN_FLAGS.has(name));
  return own.length === 0
    ? undefined
    : `${list(own)} can be given only with -${OWN_SOURCE}`;
}

/**
 * Without the sidecar the data volume is, unless it is given, the directory
 * that the data directory is in: empty until the configuration is known.
 */
export function withSourceDefaults(
  flags: Readonly<Record<string, FlagValue>>,
  given: ReadonlySet<string>,
): Readonly<Record<string, FlagValue>> {
  return given.has(OWN_SOURCE) && !given.has("data-volume-dir")
    ? { ...flags, "data-volume-dir": "" }
    : flags;
}

function list(names: readonly string[]): string {
  return names.map((name) => `-${name}`).join(", ");
}
