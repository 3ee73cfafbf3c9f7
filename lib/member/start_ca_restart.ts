import type { Settings } from "../cli/settings.ts";
import type { HealthTracker } from "../health/health_tracker.ts";
import type { Logger } from "../log/logger.ts";
import { StopRequest } from "../process/stop_request.ts";
import type { MemberTls } from "./member_tls.ts";

/** What {@linkcode startCaRestart} needs. */
export interface StartCaRestartOptions {
  /** The checked flags. */
  readonly settings: Settings;
  /** The member's certificates, if its client port has TLS. */
  readonly tls: MemberTls | undefined;
  /** Knows the certificates and the members. */
  readonly health: HealthTracker;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** Asks for a stop when a CA has changed; disposing of it ends that. */
export interface CaRestart extends AsyncDisposable {
  /** Aborted, with a `StopRequest` as reason, when it is this member's turn. */
  readonly stop: AbortSignal;
}

/** Starts it, if `--restart-on-ca-change` is given. */
export function startCaRestart(options: StartCaRestartOptions): CaRestart {
  const { settings, tls, health, logger } = options;
  const stop = new AbortController();
  const ended = new AbortController();

  async function run(): Promise<void> {
    try {
      const { untilRestartForCa } = await import(
        "../ca_restart/ca_restart.ts"
      );
      await untilRestartForCa({
        health,
        endpoints: settings.peerWrapperEndpoints,
        wrapperPort: settings.wrapperPort,
        caFile: tls?.client.caFile,
        logger,
        signal: ended.signal,
      });
      logger.warn("etcd is stopped to be started with the changed CA");
      stop.abort(new StopRequest("CA change"));
    } catch (error) {
      if (ended.signal.aborted) return;
      logger.error("cannot restart for a changed CA", { error });
    }
  }

  const running = settings.restartOnCaChange ? run() : Promise.resolve();
  return {
    stop: stop.signal,
    async [Symbol.asyncDispose]() {
      ended.abort();
      await running;
    },
  };
}
