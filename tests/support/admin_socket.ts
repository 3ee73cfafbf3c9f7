import { startAdminSocket } from "../../lib/admin/admin_socket.ts";
import type { AdminSocket } from "../../lib/admin/admin_socket.ts";
import type { HealthTracker } from "../../lib/health/health_tracker.ts";
import type { LogLevel } from "../../lib/log/log_level.ts";
import { createWrapperMetrics } from "../../lib/metrics/wrapper_metrics.ts";
import { type CapturedLog, captureLog } from "./captured_log.ts";
import { trackerIn } from "./health_tracker.ts";
import { tempDir } from "./temp_dir.ts";

/** An admin socket of a daemon of which there is nothing else. */
export interface TestSocket extends AsyncDisposable {
  readonly dir: string;
  readonly path: string;
  readonly socket: AdminSocket;
  readonly health: HealthTracker;
  readonly log: CapturedLog;
  readonly level: () => LogLevel;
}

/** Starts the socket in a directory of its own, or in a given one. */
export async function testSocket(
  options: { readonly dir?: string; readonly flag?: string } = {},
): Promise<TestSocket> {
  await using stack = new AsyncDisposableStack();
  const dir = options.dir ?? stack.use(await tempDir()).path;
  const flag = options.flag ?? "etcd-wrapper.sock";
  const health = trackerIn("initializing");
  const log = stack.use(captureLog());
  let level: LogLevel = "info";
  const socket = stack.use(startAdminSocket({
    settings: {
      adminSocket: flag,
      dataVolumeDir: dir,
      livenessTimeoutMs: 1000,
    },
    health,
    metrics: createWrapperMetrics(),
    adminToken: undefined,
    logLevel: { get: () => level, set: (changed) => level = changed },
    logger: log.logger,
  }));
  const owned = stack.move();
  return {
    dir,
    path: `${dir}/${flag}`,
    socket,
    health,
    log,
    level: () => level,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
