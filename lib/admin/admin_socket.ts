import { delay } from "@std/async/delay";
import type { Settings } from "../cli/settings.ts";
import type { Handler } from "../http/handler.ts";
import { createHandler } from "../http/handler.ts";
import { createLazyPages } from "../http/lazy_pages.ts";
import { shutDown } from "../http/shut_down.ts";
import type { Logger, LogLevelControl } from "../log/logger.ts";
import type { Shown } from "../member/wrapper_server.ts";
import { StopRequest } from "../process/stop_request.ts";
import { createAdminHandler } from "./admin_handler.ts";
import { listenOnSocket } from "./listen_on_socket.ts";
import { socketPath } from "./socket_path.ts";

/** What {@linkcode startAdminSocket} needs. */
export interface AdminSocketOptions extends Shown {
  /** The checked flags. */
  readonly settings: Pick<
    Settings,
    "adminSocket" | "dataVolumeDir" | "livenessTimeoutMs"
  >;
  /** Level of the log. */
  readonly logLevel: LogLevelControl;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** The socket; disposing of it removes it. */
export interface AdminSocket extends AsyncDisposable {
  /** Aborted by `POST /stop`, with a `StopRequest` as reason. */
  readonly stop: AbortSignal;
}

/** A volume that is mounted late, or an owner that ends, is seen then. */
const RETRY_MS = 2000;

/**
 * Serves probes, pages, `/stop` and `/logs/level` on a Unix socket that none
 * but the program's own user and root can open. It is no part of the member:
 * when it cannot be had, that is told once, and it is tried again.
 */
export function startAdminSocket(options: AdminSocketOptions): AdminSocket {
  const { settings, logger } = options;
  const ending = new AbortController();
  const stop = new AbortController();
  const place = socketPath(settings.adminSocket, settings.dataVolumeDir);
  if (place?.problem !== undefined) {
    logger.warn("the admin socket is off", { reason: place.problem });
  }
  const pages = createLazyPages(options);
  const handler = createAdminHandler({
    logLevel: options.logLevel,
    logger,
    handler: createHandler({
      health: () => options.health.current,
      livenessTimeoutMs: settings.livenessTimeoutMs,
      // Whoever may open the socket may stop the member.
      adminToken: undefined,
      answerPage: pages.answer,
      onStop() {
        logger.info("received stop request on the admin socket, stopping");
        stop.abort(new StopRequest("/stop"));
      },
    }),
  });
  const serving = place?.path === undefined
    ? Promise.resolve()
    : keepServing({ path: place.path, handler, logger, signal: ending.signal });

  return {
    stop: stop.signal,
    async [Symbol.asyncDispose]() {
      pages[Symbol.dispose]();
      ending.abort();
      await serving;
    },
  };
}

interface KeepServingOptions {
  readonly path: string;
  readonly handler: Handler;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

async function keepServing(options: KeepServingOptions): Promise<void> {
  const { path, handler, logger, signal } = options;
  let isReported = false;
  while (!signal.aborted) {
    try {
      const server = await listenOnSocket(path, handler);
      logger.info("listening on the admin socket", { path });
      isReported = false;
      await serveUntil(signal, server);
    } catch (error) {
      const log = isReported ? logger.debug : logger.warn;
      isReported = true;
      log("the admin socket is off, it is tried again", { path, error });
    }
    await delay(RETRY_MS, { signal })
      .catch(() => {/* ended */});
  }
}

/** Resolves when it has been shut down; rejects when the server failed. */
async function serveUntil(
  signal: AbortSignal,
  server: Deno.HttpServer,
): Promise<void> {
  let ended: Promise<void> | undefined;
  const end = () => ended = shutDown(server);
  if (signal.aborted) end();
  else signal.addEventListener("abort", end, { once: true });
  try {
    await Promise.race([server.finished, ended ?? aborted(signal)]);
    await ended;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true })
  );
}
