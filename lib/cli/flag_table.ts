/** One flag: its default's type decides how its value is read. */
export type Flag =
  & { readonly name: string; readonly help: string }
  & (
    | { readonly kind: "bool"; readonly default: boolean }
    | { readonly kind: "int"; readonly default: number }
    | {
      readonly kind: "string";
      readonly default: string;
      /** The values that it can have. @default {any} */
      readonly choices?: readonly string[];
    }
    /** Milliseconds. */
    | { readonly kind: "duration"; readonly default: number }
  );

/**
 * The flags of `start-etcd` in alphabetical order: the original's nine with
 * their defaults, and this program's own.
 */
export const START_ETCD_FLAGS = [
  {
    name: "admin-socket",
    kind: "string",
    default: "etcd-wrapper.sock",
    help:
      "Unix socket for the other commands, relative to data-volume-dir; empty: " +
      "none",
  },
  {
    name: "admin-token-file",
    kind: "string",
    default: "",
    help: "File with the bearer token that POST /stop needs; empty: none",
  },
  {
    name: "backup-restore-ca-cert-bundle-path",
    kind: "string",
    default: "",
    help: "File with the CA certificates that the sidecar's certificate is " +
      "checked against",
  },
  {
    name: "backup-restore-host-port",
    kind: "string",
    default: ":8080",
    help: "Host and port of the backup-restore sidecar; no host is localhost",
  },
  {
    name: "backup-restore-tls-enabled",
    kind: "bool",
    default: false,
    help: "Speak HTTPS with the backup-restore sidecar",
  },
  {
    name: "data-lock-timeout",
    kind: "duration",
    default: 120_000,
    help: "Without the sidecar: wait so long for the process that holds the " +
      "data",
  },
  {
    name: "data-volume-dir",
    kind: "string",
    default: "/var/etcd/data",
    help:
      "Directory of the data volume, where exit_code is kept; without the " +
      "sidecar by default the one that data-dir is in",
  },
  {
    name: "early-probes",
    kind: "bool",
    default: false,
    help: "Answer on the wrapper port from the start, while the sidecar " +
      "validates and restores, so that probes need not fail then",
  },
  {
    name: "etcd-client-cert-path",
    kind: "string",
    default: "",
    help: "File with the client certificate for the member's client port",
  },
  {
    name: "etcd-client-key-path",
    kind: "string",
    default: "",
    help: "File with the key of that client certificate",
  },
  {
    name: "etcd-client-port",
    kind: "int",
    default: 2379,
    help: "The member's client port, asked for readiness",
  },
  {
    name: "etcd-config-file",
    kind: "string",
    default: "",
    help: "etcd's configuration file; the data is then validated and the " +
      "configuration resolved without the sidecar",
  },
  {
    name: "etcd-path",
    kind: "string",
    default: "",
    help: "The etcd executable; empty: etcd beside this program, else on PATH",
  },
  {
    name: "etcd-ready-timeout",
    kind: "duration",
    default: 0,
    help: "Stop etcd and fail when it is not ready after this time; 0: wait " +
      "without limit",
  },
  {
    name: "etcd-server-name",
    kind: "string",
    default: "",
    help: "Name of the member's client endpoint, as its certificate has it; " +
      "empty: localhost",
  },
  {
    name: "etcd-stop-timeout",
    kind: "duration",
    default: 25_000,
    help: "Kill etcd when it has not ended this long after the stop request",
  },
  {
    name: "etcd-wrapper-port",
    kind: "int",
    default: 9095,
    help: "Port of /readyz, /stop, /metrics and the status page",
  },
  {
    name: "expand-env",
    kind: "bool",
    default: false,
    help:
      "Without the sidecar: replace ${NAME} in values of the configuration " +
      "by the variable's value",
  },
  {
    name: "hand-over-timeout",
    kind: "duration",
    default: 5000,
    help: "Give a leader so long to hand leadership over before it is " +
      "stopped, at most half of etcd-stop-timeout; 0: do not",
  },
  {
    name: "initialization-timeout",
    kind: "duration",
    default: 0,
    help: "Fail with the last cause when the data is not initialized after " +
      "this time; 0: try without limit",
  },
  {
    name: "liveness-timeout",
    kind: "duration",
    default: 120_000,
    help: "Fail /livez when etcd, once it has served, gives no answer of any " +
      "kind for this long; 0: never",
  },
  {
    name: "log-format",
    kind: "string",
    default: "json",
    help: "Format of the log lines: json or text",
  },
  {
    name: "log-level",
    kind: "string",
    default: "info",
    help: "Lowest level that is logged: debug, info, warn or error",
  },
  {
    name: "member-name",
    kind: "string",
    default: "",
    help: "Without the sidecar: the member's name; empty: from the " +
      "configuration, POD_NAME or the host name",
  },
  {
    name: "on-invalid-data",
    kind: "string",
    default: "stop",
    help: "Without the sidecar: what a single member does after its invalid " +
      "data has been moved aside, stop or start-empty",
  },
  {
    name: "peer-client-endpoints",
    kind: "string",
    default: "",
    help: "Without the sidecar: client URLs of other members, with commas; " +
      "those that are not given are found by the peer URLs",
  },
  {
    name: "peer-wrapper-endpoints",
    kind: "string",
    default: "",
    help: "Where the other members' wrappers answer, " +
      "name=host:port with commas, when it is not the host of the peer URL " +
      "and the wrapper's own port",
  },
  {
    name: "quarantine-max-count",
    kind: "int",
    default: 3,
    help:
      "Without the sidecar: keep at most so many invalid data directories; " +
      "the newest is always kept",
  },
  {
    name: "quarantine-min-free",
    kind: "int",
    default: 10,
    help: "Without the sidecar: remove old invalid data directories until so " +
      "many percent of the volume are free; 0: do not",
  },
  {
    name: "read-ahead",
    kind: "bool",
    default: true,
    help: "Read the database once from end to end while the sidecar " +
      "validates it fully, so that validation finds it in memory",
  },
  {
    name: "restart-on-ca-change",
    kind: "bool",
    default: false,
    help: "End with exit code 51, to be started again, when a CA has changed " +
      "that etcd reads only at its start; members take turns",
  },
  {
    name: "single-member-fast-start",
    kind: "bool",
    default: false,
    help: "Give a cluster of one member short election timing, unless its " +
      "configuration sets the timing",
  },
  {
    name: "stop-on-socket-only",
    kind: "bool",
    default: false,
    help: "Refuse POST /stop on the wrapper port; the admin socket takes it",
  },
] as const satisfies readonly Flag[];
