import type { Running } from "./subject.ts";

/** One part of a start. */
export interface StartStep {
  readonly name: string;
  readonly ms: number;
}

/** What the wrapper logs as soon as etcd runs. */
export const SPAWNED = { msg: "started etcd" } as const;

const ETCD_READY = { msg: "ready to serve client requests" } as const;

/** A step ends with the first line that has this text, and maybe this status. */
const STEPS = [
  { name: "exec → first log line", msg: "Running with flags" },
  {
    name: "→ first status read",
    msg: "Fetched initialization status",
    status: "New",
  },
  {
    name: "→ `Successful` read",
    msg: "Fetched initialization status",
    status: "Successful",
  },
  {
    name: "→ configuration written",
    msg: "Fetched and written etcd configuration",
  },
  { name: "→ etcd started", ...SPAWNED },
  { name: "→ etcd says that it is ready", ...ETCD_READY },
  {
    name: "→ the wrapper says so",
    msg: "etcd server is now ready to serve client requests",
  },
] as const;

/** Divides a start into its steps, by the times in the log. */
export function startSteps(running: Running): StartStep[] {
  const { execAtMs, readyMs } = running;
  let beganMs = execAtMs;
  const steps = STEPS.flatMap((step): StartStep[] => {
    const endedMs = timeOf(running, step);
    if (endedMs === undefined) return [];
    const ms = endedMs - beganMs;
    beganMs = endedMs;
    return [{ name: step.name, ms }];
  });
  const etcdReadyMs = timeOf(running, ETCD_READY) ?? beganMs;
  const etcdMs = etcdReadyMs - (timeOf(running, SPAWNED) ?? etcdReadyMs);
  return [
    ...steps,
    { name: "→ /readyz 200 seen", ms: execAtMs + readyMs - beganMs },
    // What etcd takes is left to chance by its election.
    { name: "all but etcd's own part", ms: readyMs - etcdMs },
  ];
}

/** When a line was logged, in milliseconds since the epoch. */
export function timeOf(
  running: Running,
  wanted: { readonly msg: string; readonly status?: string },
): number | undefined {
  const line = running.log().find((line) =>
    line.msg.startsWith(wanted.msg) &&
    (wanted.status === undefined || line["Status"] === wanted.status)
  );
  return line === undefined ? undefined : Date.parse(String(line["ts"]));
}
