/** A certificate chain and its private key as PEM texts. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
}

/** Where and how to listen. */
export interface ConnectionServerOptions {
  readonly hostname: string;
  readonly port: number;
  readonly tls?: ServerTls | undefined;
  /** Serves one connection; it is closed when this ends, in whatever way. */
  readonly serve: (conn: Deno.Conn, signal: AbortSignal) => Promise<void>;
}

/** A listening socket with the connections it accepted. */
export interface ConnectionServer {
  readonly port: number;
  /** Closes the socket and every connection, resolves when all have ended. */
  readonly close: () => Promise<void>;
}

/** Starts to listen and serves each connection on its own. */
export function startConnectionServer(
  options: ConnectionServerOptions,
): ConnectionServer {
  const { hostname, port, tls, serve } = options;
  const listener: Deno.Listener = tls === undefined
    ? Deno.listen({ hostname, port })
    : Deno.listenTls({ hostname, port, ...tls, alpnProtocols: ["http/1.1"] });
  const stop = new AbortController();
  const conns = new Map<Deno.Conn, Promise<void>>();
  const accepting = accept();

  return {
    port: (listener.addr as Deno.NetAddr).port,
    async close() {
      stop.abort(new Error("The stand-in sidecar stops listening"));
      listener.close();
      const served = [...conns.values()];
      for (const conn of conns.keys()) closeConn(conn);
      await Promise.all([accepting, ...served]);
    },
  };

  async function accept(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        const conn = await listener.accept();
        conns.set(conn, serveOne(conn));
      } catch {
        // Closed, or a client that went away before it was accepted.
      }
    }
  }

  async function serveOne(conn: Deno.Conn): Promise<void> {
    try {
      await serve(conn, stop.signal);
    } catch {
      // A client that went away, spoke no TLS or was cut off by `close()`.
    } finally {
      closeConn(conn);
      conns.delete(conn);
    }
  }
}

function closeConn(conn: Deno.Conn): void {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
