import { delay } from "@std/async/delay";
import type { Logger } from "../log/logger.ts";
import {
  fingerprint,
  readTlsFiles,
  type TlsMaterial,
  type TlsPaths,
} from "../tls/tls_files.ts";
import type { Handler } from "./handler.ts";

/** What {@linkcode startHttpServer} needs. */
export interface HttpServerOptions {
  readonly port: number;
  readonly handler: Handler;
  /** Certificate and key for HTTPS; without, the server speaks HTTP. */
  readonly tls: Pick<TlsPaths, "certFile" | "keyFile"> | undefined;
  readonly logger: Logger;
  /** Time between two looks at the certificate's files. @default {2000} */
  readonly certificatePeriodMs?: number;
}

/** Often enough that a rotated certificate is in use within seconds. */
const CERTIFICATE_PERIOD_MS = 2000;
/**
 * The old server has to take the connections that came while the new one was
 * made: closing its socket resets those that wait there.
 */
const DRAIN_MS = 50;
/** Answers take milliseconds; what lasts longer is a stalled client. */
const SHUTDOWN_TIMEOUT_MS = 1000;

/**
 * Starts the server on all addresses, IPv6 and IPv4. With TLS its certificate
 * is read again when the files change. It never asks for a client certificate.
 *
 * @throws {Error} When the port cannot be had or the certificate not be used.
 */
export async function startHttpServer(
  options: HttpServerOptions,
): Promise<AsyncDisposable> {
  const { port, tls, logger } = options;
  logger.info("Starting HTTP server at addr", { "Port No: ": `:${port}` });
  const hostname = claimPort(port);
  if (tls === undefined) return serve(options, hostname, undefined);
  logger.info("TLS enabled. Starting HTTPS server.");
  return await startHttpsServer(options, hostname, { ...tls, caFile: "" });
}

async function startHttpsServer(
  options: HttpServerOptions,
  hostname: string,
  paths: TlsPaths,
): Promise<AsyncDisposable> {
  const { certificatePeriodMs = CERTIFICATE_PERIOD_MS } = options;
  const stop = new AbortController();
  let seen = await fingerprint(paths);
  let current = serve(options, hostname, await readTlsFiles(paths));
  const watch = watchCertificate();

  async function watchCertificate(): Promise<void> {
    while (!stop.signal.aborted) {
      await delay(certificatePeriodMs, { signal: stop.signal })
        .catch(() => {/* stopped: the loop ends */});
      if (!stop.signal.aborted) await renewCertificate();
    }
  }

  async function renewCertificate(): Promise<void> {
    const found = await fingerprint(paths);
    if (found === seen) return;
    seen = found;
    try {
      const previous = current;
      // The new server takes connections on the same port before the old one
      // stops, so that none is refused.
      current = serve(options, hostname, await readTlsFiles(paths));
      options.logger.info("server certificate read again", { ...paths });
      await delay(DRAIN_MS);
      await previous[Symbol.asyncDispose]();
    } catch (error) {
      options.logger.error(
        "cannot use the changed server certificate, the old one stays in use",
        { error, ...paths },
      );
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watch;
      await current[Symbol.asyncDispose]();
    },
  };
}

/**
 * Finds the address to listen on, and that the port is free: a server that
 * shares its port for certificate renewal would not notice another one.
 */
function claimPort(port: number): string {
  try {
    Deno.listen({ hostname: "::", port }).close();
    return "::";
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      throw new Error(`Cannot listen on port ${port}: it is in use`, {
        cause: error,
      });
    }
    // No IPv6 on this host.
    Deno.listen({ hostname: "0.0.0.0", port }).close();
    return "0.0.0.0";
  }
}

function serve(
  options: HttpServerOptions,
  hostname: string,
  tls: TlsMaterial | undefined,
): AsyncDisposable {
  const { port, handler } = options;
  const listen = {
    hostname,
    port,
    onListen() {},
    onError: (error: unknown) => {
      options.logger.error("cannot answer a request", { error });
      return new Response(null, { status: 500 });
    },
  };
  const server = tls === undefined ? Deno.serve(listen, handler) : Deno.serve(
    { ...listen, cert: tls.cert, key: tls.key, reusePort: true },
    handler,
  );
  return { [Symbol.asyncDispose]: () => shutDown(server) };
}

/** Answers what has been asked; a client that stalls is not waited for. */
async function shutDown(server: Deno.HttpServer): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SHUTDOWN_TIMEOUT_MS);
  });
  // Aborting the server once its shutdown has begun would be an error.
  await Promise.race([server.shutdown(), timeout]);
  clearTimeout(timer);
}
