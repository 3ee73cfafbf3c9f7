import type { FlagValue } from "./go_flags.ts";

/** What a start without the sidecar runs with. */
export interface StandaloneSettings {
  /** etcd's configuration file. */
  readonly configFile: string;
  /** The member's name; empty: found out. */
  readonly memberName: string;
  /** Whether the file may refer to variables of the environment. */
  readonly expandEnv: boolean;
  /** What to do when a single member's data is invalid or gone. */
  readonly onInvalidData: OnInvalidData;
  /** Milliseconds that a lock of another process is waited for. */
  readonly lockTimeoutMs: number;
  /** Client URLs of other members. */
  readonly peerClientEndpoints: readonly string[];
  /** Where the wrappers of members (by name) answer, `host:port`. */
  readonly peerWrapperEndpoints: Readonly<Record<string, string>>;
  /** More directories than this are not kept aside. */
  readonly quarantineMaxCount: number;
  /** Percent of the volume that old directories give way to. */
  readonly quarantineMinFreePercent: number;
}

/** Either ends with a cause, or begins anew with what is aside kept. */
export type OnInvalidData = "stop" | "start-empty";

/** Reads the settings; `undefined` when the sidecar is used. */
export function readStandaloneSettings(
  flags: Readonly<Record<string, FlagValue>>,
): StandaloneSettings | undefined {
  const configFile = String(flags["etcd-config-file"]);
  if (configFile === "") return undefined;
  return {
    configFile,
    memberName: String(flags["member-name"]),
    expandEnv: flags["expand-env"] === true,
    onInvalidData: flags["on-invalid-data"] === "start-empty"
      ? "start-empty"
      : "stop",
    lockTimeoutMs: Number(flags["data-lock-timeout"]),
    peerClientEndpoints: splitList(flags["peer-client-endpoints"]),
    peerWrapperEndpoints: readPeerWrapperEndpoints(flags),
    quarantineMaxCount: Number(flags["quarantine-max-count"]),
    quarantineMinFreePercent: Number(flags["quarantine-min-free"]),
  };
}

/** Reads where the wrappers of members (by name) answer. */
export function readPeerWrapperEndpoints(
  flags: Readonly<Record<string, FlagValue>>,
): Readonly<Record<string, string>> {
  const items = splitList(flags["peer-wrapper-endpoints"]);
  return Object.fromEntries(items.map(splitEndpoint));
}

/** Finds the values that cannot be used. */
export function findStandaloneProblems(
  flags: Readonly<Record<string, FlagValue>>,
): string[] {
  const problems: string[] = [];
  const onInvalidData = String(flags["on-invalid-data"]);
  if (!["stop", "start-empty"].includes(onInvalidData)) {
    problems.push(
      `on-invalid-data "${onInvalidData}" is neither stop nor start-empty`,
    );
  }
  for (const url of splitList(flags["peer-client-endpoints"])) {
    if (!/^https?:\/\/[^/]+:\d+$/.test(url)) {
      problems.push(
        `peer-client-endpoints "${url}" is not of the form http(s)://host:port`,
      );
    }
  }
  for (const text of splitList(flags["peer-wrapper-endpoints"])) {
    const [name, address] = splitEndpoint(text);
    if (name === "" || !/^[^/=]+:\d+$/.test(address)) {
      problems.push(
        `peer-wrapper-endpoints "${text}" is not of the form name=host:port`,
      );
    }
  }
  if (Number(flags["quarantine-max-count"]) < 1) {
    problems.push("quarantine-max-count must be at least 1");
  }
  const minFree = Number(flags["quarantine-min-free"]);
  if (minFree < 0 || minFree > 100) {
    problems.push("quarantine-min-free must be a percentage, 0 to 100");
  }
  if (Number(flags["data-lock-timeout"]) < 0) {
    problems.push("data-lock-timeout must not be negative");
  }
  return problems;
}

function splitList(value: FlagValue | undefined): string[] {
  return String(value ?? "").split(",").map((item) => item.trim())
    .filter((item) => item !== "");
}

function splitEndpoint(text: string): [name: string, address: string] {
  const equals = text.indexOf("=");
  return equals < 0
    ? ["", text]
    : [text.slice(0, equals), text.slice(equals + 1)];
}
