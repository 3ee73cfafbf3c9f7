import { EXIT_CODE } from "../process/exit_code.ts";
import type { Flag } from "./flag_table.ts";
import type { FlagValue } from "./go_flags.ts";
import { UsageError } from "./usage_error.ts";

/** The flags of `validate` in alphabetical order. */
export const VALIDATE_FLAGS = [
  {
    name: "data-dir",
    kind: "string",
    default: "",
    help: "etcd's data directory",
  },
  {
    name: "lock-timeout",
    kind: "duration",
    default: 0,
    help: "Wait this long for a process that uses the data to end; 0: do not " +
      "wait",
  },
  {
    name: "mode",
    kind: "string",
    default: "full",
    help: "full: read everything; sanity: read what a start reads first",
  },
  {
    name: "namespace",
    kind: "string",
    default: "",
    help: "Kubernetes namespace that the volume has to belong to; empty: any",
  },
  {
    name: "output",
    kind: "string",
    default: "text",
    help: "Format of the report: text or json",
  },
  {
    name: "wal-dir",
    kind: "string",
    default: "",
    help: "etcd's directory for the write-ahead log; empty: in the data " +
      "directory",
  },
] as const satisfies readonly Flag[];

/** What `validate` runs with: its flags, checked. */
export interface ValidateSettings {
  /** etcd's data directory. */
  readonly dataDir: string;
  /** etcd's directory for the log, empty for the usual one. */
  readonly walDir: string;
  /** How thoroughly. */
  readonly mode: "sanity" | "full";
  /** How the report is written. */
  readonly output: "text" | "json";
  /** How long a lock is waited for. */
  readonly lockTimeoutMs: number;
  /** Whose volume it has to be, empty for anyone's. */
  readonly namespace: string;
}

/**
 * Checks the flags of `validate`.
 *
 * @throws {UsageError} With all that is wrong, a line each.
 */
export function createValidateSettings(
  flags: Readonly<Record<string, FlagValue>>,
): ValidateSettings {
  const mode = String(flags["mode"]);
  const output = String(flags["output"]);
  const dataDir = String(flags["data-dir"]);
  const lockTimeoutMs = Number(flags["lock-timeout"]);
  const isMode = mode === "sanity" || mode === "full";
  const isOutput = output === "text" || output === "json";
  if (isMode && isOutput && dataDir !== "" && lockTimeoutMs >= 0) {
    const walDir = withoutSlash(String(flags["wal-dir"]));
    const namespace = String(flags["namespace"]);
    const dirs = { dataDir: withoutSlash(dataDir), walDir };
    return { ...dirs, mode, output, lockTimeoutMs, namespace };
  }
  const problems = [
    ...(dataDir === "" ? ["data-dir must be given"] : []),
    ...(isMode ? [] : [`mode "${mode}" is neither sanity nor full`]),
    ...(isOutput ? [] : [`output "${output}" is neither text nor json`]),
    ...(lockTimeoutMs < 0 ? ["lock-timeout must not be less than 0"] : []),
  ];
  throw new UsageError(problems.join("\n"), EXIT_CODE.usage);
}

function withoutSlash(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, "") || "/" : path;
}
