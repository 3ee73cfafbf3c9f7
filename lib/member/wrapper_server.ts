import type { Settings } from "../cli/settings.ts";
import type { HealthTracker } from "../health/health_tracker.ts";
import type { AdminToken } from "../http/admin_token.ts";
import { createHandler } from "../http/handler.ts";
import { startHttpServer } from "../http/http_server.ts";
import { createLazyPages } from "../http/lazy_pages.ts";
import type { Logger } from "../log/logger.ts";
import type { WrapperMetrics } from "../metrics/wrapper_metrics.ts";
import { StopRequest } from "../process/stop_request.ts";
import type { MemberTls } from "./member_tls.ts";

/** What the wrapper port shows, and to whom it listens. */
export interface Shown {
  /** How the member is. */
  readonly health: HealthTracker;
  /** What has been counted. */
  readonly metrics: WrapperMetrics;
  /** What `/stop` asks for; undefined: nothing. */
  readonly adminToken: AdminToken | undefined;
}

/** What {@linkcode startWrapperServer} needs. */
export interface WrapperServerOptions extends Shown {
  /** The checked flags. */
  readonly settings: Pick<
    Settings,
    "wrapperPort" | "livenessTimeoutMs" | "stopOnSocketOnly"
  >;
  /** The member's certificates; without, the server speaks HTTP. */
  readonly tls: Pick<MemberTls, "server"> | undefined;
  /** What `/peer-state` answers; without, there is no such path. */
  readonly peerState?: () => unknown;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** The program's own server; disposing of it again does nothing. */
export interface WrapperServer extends AsyncDisposable {
  /** Aborted by `POST /stop`, with a `StopRequest` as reason. */
  readonly stop: AbortSignal;
  /** The certificate that it shows; undefined: it speaks HTTP. */
  readonly certFile: string | undefined;
}

/**
 * Starts the server of the probes, `/stop`, the page and the metrics.
 *
 * @throws {Error} When the port cannot be had or the certificate not be used.
 */
export async function startWrapperServer(
  options: WrapperServerOptions,
): Promise<WrapperServer> {
  const { settings, tls, health, peerState, logger } = options;
  const pages = createLazyPages(options);
  const stop = new AbortController();
  const server = await startHttpServer({
    port: settings.wrapperPort,
    handler: createHandler({
      health: () => health.current,
      livenessTimeoutMs: settings.livenessTimeoutMs,
      adminToken: options.adminToken,
      isStopRefused: settings.stopOnSocketOnly,
      answerPage: pages.answer,
      onStop() {
        logger.info("received stop request, stopping etcd-wrapper...");
        stop.abort(new StopRequest("/stop"));
      },
      ...(peerState === undefined ? {} : { peerState }),
    }),
    tls: tls?.server,
    logger,
  });
  let ended: Promise<void> | undefined;
  return {
    stop: stop.signal,
    certFile: tls?.server.certFile,
    [Symbol.asyncDispose]() {
      // The server would wait for the streams of events.
      pages[Symbol.dispose]();
      ended ??= Promise.resolve(server[Symbol.asyncDispose]());
      return ended;
    },
  };
}
