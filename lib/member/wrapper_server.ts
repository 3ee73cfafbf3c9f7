import type { Settings } from "../cli/settings.ts";
import { createHandler } from "../http/handler.ts";
import { startHttpServer } from "../http/http_server.ts";
import type { Logger } from "../log/logger.ts";
import type { PhaseTracker } from "../phase/phase.ts";
import { StopRequest } from "../process/stop_request.ts";
import type { MemberTls } from "./member_tls.ts";

/** What {@linkcode startWrapperServer} needs. */
export interface WrapperServerOptions {
  /** The checked flags. */
  readonly settings: Pick<Settings, "wrapperPort">;
  /** The member's certificates; without, the server speaks HTTP. */
  readonly tls: MemberTls | undefined;
  /** What `/readyz` is answered from. */
  readonly phase: PhaseTracker;
  /** What `/peer-state` answers; without, there is no such path. */
  readonly peerState?: () => unknown;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** The program's own server; disposing of it again does nothing. */
export interface WrapperServer extends AsyncDisposable {
  /** Aborted by `POST /stop`, with a `StopRequest` as reason. */
  readonly stop: AbortSignal;
}

/**
 * Starts the server of `/readyz` and `/stop`.
 *
 * @throws {Error} When the port cannot be had or the certificate not be used.
 */
export async function startWrapperServer(
  options: WrapperServerOptions,
): Promise<WrapperServer> {
  const { settings, tls, phase, peerState, logger } = options;
  const stop = new AbortController();
  const server = await startHttpServer({
    port: settings.wrapperPort,
    handler: createHandler({
      isReady: () => phase.current.name === "ready",
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
    [Symbol.asyncDispose]() {
      ended ??= Promise.resolve(server[Symbol.asyncDispose]());
      return ended;
    },
  };
}
