/**
 * Every reason for which a run ends, with its meaning. The names are stable:
 * alerts and scripts rely on them.
 */
export const STOP_CAUSES = {
  Requested: "a signal or /stop asked for it",
  CaChanged: "a CA that etcd uses has changed, and etcd had to read it",
  Killed: "etcd did not close in time, or a second signal came",
  StoppedBeforeStart: "the stop was asked for before etcd was started",
  EtcdExited: "etcd ended by itself",
  EtcdNeverReady: "etcd was not ready within --etcd-ready-timeout",
  InitializationTimeout:
    "the data was not initialized within --initialization-timeout",
  StartRefused: "the data or the membership forbids a start",
  StartFailed: "the member could not be started",
  Unknown: "there is no record of the end: a kill, or the machine went down",
} as const satisfies Readonly<Record<string, string>>;

/** One of {@linkcode STOP_CAUSES}. */
export type RunEndCause = keyof typeof STOP_CAUSES;
