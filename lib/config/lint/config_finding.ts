/** What is the same for all findings of one code. */
interface Kind {
  readonly severity: Severity;
  readonly action: string;
}

/** How bad something is. */
export type Severity = "error" | "warning" | "info";

const SAY_WHAT_IS_MEANT = "Correct the value; `config explain KEY` says what " +
  "it may be";
const DELIBERATE = "Leave it only if it is meant so";

/** Every code of a finding in a configuration. */
export const CONFIG_KINDS = {
  CONFIG_YAML: {
    severity: "error",
    action: "Correct the file: etcd reads it as YAML 1.1",
  },
  CONFIG_VALUE: { severity: "error", action: SAY_WHAT_IS_MEANT },
  CONFIG_MEMBER: {
    severity: "error",
    action: "Correct what names the member, or the variable that is meant",
  },
  DOCUMENT_EXTRA: {
    severity: "warning",
    action: "Remove what follows: etcd does not read it",
  },
  KEY_DUPLICATE: {
    severity: "warning",
    action: "Remove the earlier one: the last one counts",
  },
  KEY_UNKNOWN: {
    severity: "warning",
    action: "Correct or remove the key: etcd ignores it without a word",
  },
  KEY_OTHER_VERSION: {
    severity: "warning",
    action: "Remove the key, or run an etcd that knows it",
  },
  KEY_FLAG_ONLY: {
    severity: "warning",
    action: "Write it as the file wants it: etcd ignores flags beside a file",
  },
  KEY_AS_FLAG: {
    severity: "info",
    action: "Nothing: this program starts etcd with flags for it",
  },
  KEY_DEPRECATED: {
    severity: "warning",
    action: "Change it before etcd's next minor version",
  },
  KEY_DRUID_DIFFERS: { severity: "info", action: DELIBERATE },
  LISTEN_WITHOUT_TLS: {
    severity: "warning",
    action: "Use https with certificates, or listen on localhost only",
  },
  LISTEN_WITHOUT_CLIENT_AUTH: {
    severity: "warning",
    action: "Set client-cert-auth and trusted-ca-file",
  },
  TLS_MIXED: {
    severity: "warning",
    action: "Protect peers and clients alike",
  },
  TLS_AUTO: {
    severity: "warning",
    action: "Use certificates of an authority of your own",
  },
  QUOTA_UNUSUAL: {
    severity: "warning",
    action: "Set quota-backend-bytes to between 64 MiB and 8 GiB",
  },
  TIMING_UNUSUAL: {
    severity: "warning",
    action: "Take the round trip between members for heartbeat-interval, and " +
      "ten times that for election-timeout",
  },
  HISTORY_UNLIMITED: {
    severity: "warning",
    action: "Set auto-compaction-retention, such as 30m",
  },
  UNSAFE_SETTING: {
    severity: "warning",
    action: "Remove the key: it is for an emergency or a test",
  },
  VERSION_ASSUMED: {
    severity: "info",
    action: "Give --etcd-version or --etcd-path",
  },
} as const satisfies Readonly<Record<string, Kind>>;

/** The code of a finding. */
export type ConfigCode = keyof typeof CONFIG_KINDS;

/** Something that a configuration has against it. */
export interface ConfigFinding {
  /** Stable name of the kind of finding. */
  readonly code: ConfigCode;
  /** An `error` keeps etcd, or this program, from starting. */
  readonly severity: Severity;
  /** The key, a nested one with a dot; empty for the whole file. */
  readonly key: string;
  /** Where it stands, from 1; `undefined` where it is missing. */
  readonly line: number | undefined;
  /** The members that it concerns; empty: all that were looked at. */
  readonly members: readonly string[];
  /** What is wrong, or unusual. */
  readonly reason: string;
  /** What can be done about it. */
  readonly action: string;
}

/** What makes one finding differ from others of its code. */
export interface ConfigFindingOptions {
  /** The key. */
  readonly key: string;
  /** What is wrong with it. */
  readonly reason: string;
  /** Another severity than its code's. */
  readonly severity?: Severity;
}

/** Takes one finding; its line is looked up later. */
export type ReportFinding = (
  code: ConfigCode,
  options: ConfigFindingOptions,
) => void;
