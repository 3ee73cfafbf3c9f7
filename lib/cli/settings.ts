import type { FlagValue } from "./go_flags.ts";
import {
  findStandaloneProblems,
  readPeerWrapperEndpoints,
  readStandaloneSettings,
  type StandaloneSettings,
} from "./standalone_settings.ts";
import { isLogLevel, type LogLevel } from "../log/log_level.ts";

/** What `start-etcd` runs with: its flags, checked. */
export interface Settings {
  /** How the sidecar is reached. */
  readonly sidecar: {
    /** As given; an empty host means localhost. */
    readonly hostPort: string;
    readonly tlsEnabled: boolean;
    readonly caBundlePath: string;
  };
  /** What a start without the sidecar runs with; `undefined`: with it. */
  readonly standalone: StandaloneSettings | undefined;
  /** How etcd is run and reached. */
  readonly etcd: {
    readonly path: string;
    readonly serverName: string;
    readonly clientPort: number;
    readonly clientCertPath: string;
    readonly clientKeyPath: string;
    /** Milliseconds; 0 or less: without limit. */
    readonly readyTimeoutMs: number;
    readonly stopTimeoutMs: number;
    /** Milliseconds; 0 or less: leadership is not handed over. */
    readonly handOverTimeoutMs: number;
    readonly singleMemberFastStart: boolean;
  };
  /** The admin socket, relative to the data volume; empty: none. */
  readonly adminSocket: string;
  /** Whether `/stop` is refused on the wrapper port. */
  readonly stopOnSocketOnly: boolean;
  /** Whether the member is restarted when a CA of etcd has changed. */
  readonly restartOnCaChange: boolean;
  /** Where the wrappers of members (by name) answer, `host:port`. */
  readonly peerWrapperEndpoints: Readonly<Record<string, string>>;
  /** Limit of the initialization; 0 or less: none. */
  readonly initializationTimeoutMs: number;
  /** File with the token that `/stop` asks for; empty: it asks for none. */
  readonly adminTokenFile: string;
  /** Whether the wrapper port answers while the sidecar initializes. */
  readonly earlyProbes: boolean;
  /** Silence of etcd after which `/livez` fails; 0 or less: it never does. */
  readonly livenessTimeoutMs: number;
  /** Port of `/readyz`, `/stop` and all else that is shown. */
  readonly wrapperPort: number;
  /** Directory of the data volume; empty: as the configuration has it. */
  readonly dataVolumeDir: string;
  /** Whether the data is read ahead of a full validation. */
  readonly readAhead: boolean;
  /** What is logged, and how. */
  readonly log: { readonly level: LogLevel; readonly format: LogFormat };
}

/** How a log line is written. */
export type LogFormat = "json" | "text";

/** Flags that cannot be used together or have values out of range. */
export class SettingsError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "SettingsError";
}

/**
 * Turns parsed flags into settings.
 *
 * @throws {SettingsError} With every problem, one a line.
 */
export function createSettings(
  flags: Readonly<Record<string, FlagValue>>,
): Settings {
  const text = (name: string) => String(flags[name]);
  const amount = (name: string) => Number(flags[name]);
  const settings: Settings = {
    sidecar: {
      hostPort: text("backup-restore-host-port"),
      tlsEnabled: flags["backup-restore-tls-enabled"] === true,
      caBundlePath: text("backup-restore-ca-cert-bundle-path"),
    },
    standalone: readStandaloneSettings(flags),
    etcd: {
      path: text("etcd-path"),
      serverName: text("etcd-server-name"),
      clientPort: amount("etcd-client-port"),
      clientCertPath: text("etcd-client-cert-path"),
      clientKeyPath: text("etcd-client-key-path"),
      readyTimeoutMs: amount("etcd-ready-timeout"),
      stopTimeoutMs: amount("etcd-stop-timeout"),
      handOverTimeoutMs: amount("hand-over-timeout"),
      singleMemberFastStart: flags["single-member-fast-start"] === true,
    },
    adminSocket: text("admin-socket"),
    stopOnSocketOnly: flags["stop-on-socket-only"] === true,
    restartOnCaChange: flags["restart-on-ca-change"] === true,
    peerWrapperEndpoints: readPeerWrapperEndpoints(flags),
    initializationTimeoutMs: amount("initialization-timeout"),
    adminTokenFile: text("admin-token-file"),
    earlyProbes: flags["early-probes"] === true,
    livenessTimeoutMs: amount("liveness-timeout"),
    wrapperPort: amount("etcd-wrapper-port"),
    dataVolumeDir: text("data-volume-dir"),
    readAhead: flags["read-ahead"] === true,
    log: readLogSettings(flags),
  };
  const problems = findProblems(settings, flags);
  if (problems.length > 0) throw new SettingsError(problems.join("\n"));
  return settings;
}

/** How to log; usable also while the flags are not known to be right. */
export function readLogSettings(
  flags: Readonly<Record<string, FlagValue>>,
): Settings["log"] {
  const level = String(flags["log-level"]);
  return {
    level: isLogLevel(level) ? level : "info",
    format: flags["log-format"] === "text" ? "text" : "json",
  };
}

function findProblems(
  settings: Settings,
  flags: Readonly<Record<string, FlagValue>>,
): string[] {
  const { sidecar, etcd } = settings;
  const problems: string[] = [];
  const port = /:(\d*)$/.exec(sidecar.hostPort)?.[1];
  if (/^https?:/.test(sidecar.hostPort)) {
    problems.push(
      `backup-restore-host-port "${sidecar.hostPort}" must not have a scheme: give host:port`,
    );
  } else if (port === undefined || !isPort(Number(port))) {
    problems.push(
      `backup-restore-host-port "${sidecar.hostPort}" is not of the form host:port`,
    );
  }
  if (sidecar.tlsEnabled && sidecar.caBundlePath.trim() === "") {
    problems.push(
      "backup-restore-ca-cert-bundle-path must be given with backup-restore-tls-enabled",
    );
  }
  for (const name of ["etcd-client-port", "etcd-wrapper-port"]) {
    if (!isPort(Number(flags[name]))) {
      problems.push(`${name} ${flags[name]} is not a port: give 1 to 65535`);
    }
  }
  if (etcd.stopTimeoutMs <= 0) {
    problems.push("etcd-stop-timeout must be more than 0");
  }
  if (settings.stopOnSocketOnly && settings.adminSocket === "") {
    problems.push("stop-on-socket-only needs an admin-socket");
  }
  problems.push(...findStandaloneProblems(flags));
  const { dataVolumeDir, standalone } = settings;
  if (dataVolumeDir.trim() === "" && standalone === undefined) {
    problems.push("data-volume-dir must not be empty");
  }
  if (!isLogLevel(String(flags["log-level"]))) {
    problems.push(
      `log-level "${flags["log-level"]}" is none of debug, info, warn, error`,
    );
  }
  if (!["json", "text"].includes(String(flags["log-format"]))) {
    problems.push(
      `log-format "${flags["log-format"]}" is neither json nor text`,
    );
  }
  return problems;
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 65535;
}
