import type { Logger } from "../log/logger.ts";
import type { TlsPaths } from "../tls/tls_files.ts";
import type { Handler } from "./handler.ts";
import { startHttpsServer } from "./https_server.ts";
import { startLastingServer } from "./lasting_server.ts";
import { onAnyAddress } from "./on_any_address.ts";

/** What {@linkcode startHttpServer} needs. */
export interface HttpServerOptions {
  /** Port to listen on, on all addresses. */
  readonly port: number;
  /** Answers the requests. */
  readonly handler: Handler;
  /** Certificate and key for HTTPS; without, the server speaks HTTP. */
  readonly tls: Pick<TlsPaths, "certFile" | "keyFile"> | undefined;
  /** Gets what happens to the server. */
  readonly logger: Logger;
  /** Time between two looks at the certificate's files. @default {2000} */
  readonly certificatePeriodMs?: number;
}

/**
 * Starts the server on all addresses, IPv6 and IPv4. With TLS its certificate
 * is read again when the files change. It never asks for a client certificate.
 *
 * @throws {Error} When the port cannot be had or the certificate not be used.
 */
export async function startHttpServer(
  options: HttpServerOptions,
): Promise<AsyncDisposable> {
  const { port, handler, tls, logger } = options;
  logger.info("Starting HTTP server at addr", { "Port No: ": `:${port}` });
  if (tls === undefined) {
    return startLastingServer({ serve, logger });
  }
  logger.info("TLS enabled. Starting HTTPS server.");
  return await startHttpsServer({
    ...options,
    tls: { ...tls, caFile: "" },
    onError: (error) => reportFailure(error, logger),
  });

  function serve(): Deno.HttpServer<Deno.NetAddr> {
    return onAnyAddress(port, (hostname) =>
      Deno.serve({
        hostname,
        port,
        onListen() {},
        onError: (error) => reportFailure(error, logger),
      }, handler));
  }
}

function reportFailure(error: unknown, logger: Logger): Response {
  logger.error("cannot answer a request", { error });
  return new Response(null, { status: 500 });
}
