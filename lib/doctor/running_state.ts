import { createAdminClient } from "../admin/admin_client.ts";
import {
  type DaemonStatus,
  parseDaemonStatus,
} from "../admin/daemon_status.ts";
import { socketPath } from "../admin/socket_path.ts";
import { memberPaths } from "../validation/member/data_dir.ts";
import { readMemberIdentity } from "../validation/member/member_identity.ts";
import { withDeadline } from "../with_deadline.ts";
import { waitForLock } from "../validation/member/wait_for_lock.ts";
import type { DoctorSubject } from "./doctor_subject.ts";

/** Who uses the data now. */
export interface RunningState {
  /** Whether a process has the database locked, where that can be told. */
  readonly lock: "held" | "free" | "unknown";
  /** That process, where the system says who it is. */
  readonly pid: number | undefined;
  /** What the daemon of this volume tells; `undefined`: none answers. */
  readonly daemon: DaemonStatus | undefined;
  /** Whether etcd runs on this data, by the lock or by the daemon. */
  readonly isRunning: boolean;
}

/** Finds out whether a process uses the data. */
export async function readRunningState(
  subject: DoctorSubject,
  signal: AbortSignal,
): Promise<RunningState> {
  const { dataDir, walDir } = subject;
  const daemon = await askDaemon(subject, signal);
  const isRunning = daemon !== undefined && ETCD_PHASES.has(daemon.phase);
  if (dataDir === "") {
    return { lock: "unknown", pid: undefined, daemon, isRunning };
  }
  const { database } = memberPaths(dataDir, walDir);
  const holder = await waitForLock(database, {
    timeoutMs: 0,
    signal,
    onWait() {},
  });
  if (holder !== undefined) {
    return { lock: "held", pid: holder.pid, daemon, isRunning: true };
  }
  const lock = await canSeeLocks() ? "free" : "unknown";
  return { lock, pid: undefined, daemon, isRunning };
}

/** Those in which etcd has been started, and has not ended. */
const ETCD_PHASES: ReadonlySet<string> = new Set([
  "starting etcd",
  "waiting until etcd is ready",
  "ready",
  "not ready",
  "stopping",
]);

async function askDaemon(
  subject: DoctorSubject,
  signal: AbortSignal,
): Promise<DaemonStatus | undefined> {
  return await askOnSocket(subject, signal) ??
    await askOnPort(subject, signal);
}

async function askOnSocket(
  { flags, volumeDir }: DoctorSubject,
  signal: AbortSignal,
): Promise<DaemonStatus | undefined> {
  const { path } = socketPath(flags.adminSocket, volumeDir) ?? {};
  if (volumeDir === "" || path === undefined) return undefined;
  try {
    return await createAdminClient(path).status(signal);
  } catch {
    // None, or none that can be understood: the lock has to tell.
    signal.throwIfAborted();
    return undefined;
  }
}

/** A daemon on this machine answers at once. */
const ASK_TIMEOUT_MS = 2000;

/**
 * The wrapper port says who runs as well, but not on which volume: only the
 * member's identity tells whether it is this one.
 */
async function askOnPort(
  { config, flags, volumeDir }: DoctorSubject,
  signal: AbortSignal,
): Promise<DaemonStatus | undefined> {
  try {
    const { memberId } = await readMemberIdentity(volumeDir) ?? {};
    if (memberId === undefined) return undefined;
    const { certFile, trustedCaFile } = config?.clientTransportSecurity ?? {};
    const scheme = certFile === undefined || certFile === "" ? "http" : "https";
    const ca = trustedCaFile || certFile || "";
    const caCerts = ca === "" ? [] : [await Deno.readTextFile(ca)];
    using client = Deno.createHttpClient({ caCerts });
    const url = `${scheme}://localhost:${flags.wrapperPort}/status`;
    const text = await withDeadline(
      ASK_TIMEOUT_MS,
      signal,
      async (signal) => await (await fetch(url, { client, signal })).text(),
    );
    const status = parseDaemonStatus(text);
    return status.member?.id === memberId ? status : undefined;
  } catch {
    // Nobody, someone else, or certificates for other names.
    signal.throwIfAborted();
    return undefined;
  }
}

/** Deno 2.6 cannot try a lock, and the kernel's list may not be granted. */
async function canSeeLocks(): Promise<boolean> {
  if ("tryLock" in Deno.FsFile.prototype) return true;
  return await Deno.readTextFile("/proc/locks").then(() => true, () => false);
}
