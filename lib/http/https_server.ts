import { delay } from "@std/async/delay";
import type { Logger } from "../log/logger.ts";
import {
  fingerprint,
  readTlsFiles,
  type TlsMaterial,
  type TlsPaths,
} from "../tls/tls_files.ts";
import type { Handler } from "./handler.ts";
import { type LastingServer, startLastingServer } from "./lasting_server.ts";
import { onAnyAddress } from "./on_any_address.ts";
import { startTlsRelay } from "./tls_relay.ts";

/** What {@linkcode startHttpsServer} needs. */
export interface HttpsServerOptions {
  /** Port to listen on, on all addresses. */
  readonly port: number;
  /** Answers the requests. */
  readonly handler: Handler;
  /** Answers a request that the handler failed on. */
  readonly onError: (error: unknown) => Response;
  /** Certificate and key. */
  readonly tls: TlsPaths;
  /** Gets what happens to the certificate. */
  readonly logger: Logger;
  /** Time between two looks at the certificate's files. @default {2000} */
  readonly certificatePeriodMs?: number;
}

/** Often enough that a rotated certificate is in use within seconds. */
const CERTIFICATE_PERIOD_MS = 2000;
/** A connection that was handed to the old server has been taken by then. */
const DRAIN_MS = 1000;
const LOOPBACK = "127.0.0.1";

/**
 * Starts an HTTPS server whose certificate can change. A server of Deno keeps
 * its certificate, and closing its socket resets the connections that wait
 * there. So one socket stays, and hands its connections to the server that has
 * the current certificate and listens on the loopback.
 */
export async function startHttpsServer(
  options: HttpsServerOptions,
): Promise<AsyncDisposable> {
  const { port, tls, logger } = options;
  const { certificatePeriodMs = CERTIFICATE_PERIOD_MS } = options;
  const stop = new AbortController();
  let seen = await fingerprint(tls);
  const material = await readTlsFiles(tls);
  const listener = onAnyAddress(
    port,
    (hostname) => Deno.listen({ hostname, port }),
  );
  let current = closeOnFailure(listener, () => start(material));
  const relay = startTlsRelay({
    listener,
    target: () => ({ hostname: LOOPBACK, port: current.port() }),
  });
  const watch = watchCertificate();

  function start(pair: TlsMaterial): LastingServer {
    return startLastingServer({ serve: () => serve(options, pair), logger });
  }

  async function watchCertificate(): Promise<void> {
    while (!stop.signal.aborted) {
      await delay(certificatePeriodMs, { signal: stop.signal })
        .catch(() => {/* stopped: the loop ends */});
      if (!stop.signal.aborted) await renewCertificate();
    }
  }

  async function renewCertificate(): Promise<void> {
    const found = await fingerprint(tls);
    if (found === seen) return;
    seen = found;
    try {
      const previous = current;
      current = start(await readTlsFiles(tls));
      logger.info("server certificate read again", { ...tls });
      await delay(DRAIN_MS, { signal: stop.signal })
        .catch(() => {/* stopped: the connections end anyway */});
      await previous[Symbol.asyncDispose]();
    } catch (error) {
      logger.error(
        "cannot use the changed server certificate, the old one stays in use",
        { error, ...tls },
      );
    }
  }

  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await watch;
      relay.stopListening();
      await current[Symbol.asyncDispose]();
      await relay[Symbol.asyncDispose]();
    },
  };
}

function closeOnFailure<T>(listener: Deno.TcpListener, step: () => T): T {
  try {
    return step();
  } catch (error) {
    listener.close();
    throw error;
  }
}

function serve(
  { handler, onError }: HttpsServerOptions,
  { cert, key }: TlsMaterial,
): Deno.HttpServer<Deno.NetAddr> {
  const listen = { hostname: LOOPBACK, port: 0, cert, key, onListen() {} };
  return Deno.serve({ ...listen, onError }, handler);
}
