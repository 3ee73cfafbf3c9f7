import { delay } from "@std/async/delay";

/** What {@linkcode startTlsRelay} needs. */
export interface TlsRelayOptions {
  /** Where connections come in; the relay closes it. */
  readonly listener: Deno.TcpListener;
  /** Where the next connection goes. */
  readonly target: () => { readonly hostname: string; readonly port: number };
  /** Limit until a client has sent its first byte. @default {5000} */
  readonly firstByteTimeoutMs?: number;
}

/** A running relay; disposing of it closes every connection. */
export interface TlsRelay extends AsyncDisposable {
  /** Takes no more connections; those that are there go on. */
  readonly stopListening: () => void;
}

/** The original's limit for the headers of a request. */
const FIRST_BYTE_TIMEOUT_MS = 5000;
/** What keeps a connection from being accepted may last. */
const ACCEPT_RETRY_MS = 100;
const TLS_HANDSHAKE = 0x16;
const PLAIN_HTTP_ANSWER = "HTTP/1.0 400 Bad Request\r\n\r\n" +
  "Client sent an HTTP request to an HTTPS server.\n";
const BUFFER_BYTES = 16 * 1024;

/** Hands TLS connections on, byte for byte, and turns away plain HTTP. */
export function startTlsRelay(options: TlsRelayOptions): TlsRelay {
  const { listener } = options;
  const open = new Set<Deno.Conn>();
  const relaying = new Set<Promise<void>>();
  const stop = new AbortController();
  const accepting = accept();

  async function accept(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        const relayed = relay(await listener.accept(), open, options)
          .finally(() => relaying.delete(relayed));
        relaying.add(relayed);
      } catch (error) {
        // A client that left before it was accepted is nobody's loss.
        if (!(error instanceof Deno.errors.ConnectionAborted)) await pause();
      }
    }
  }

  /** Too many open files last until somebody closes one. */
  async function pause(): Promise<void> {
    await delay(ACCEPT_RETRY_MS, { signal: stop.signal })
      .catch(() => {/* stopped: the loop ends */});
  }

  function stopListening(): void {
    if (stop.signal.aborted) return;
    stop.abort();
    listener.close();
  }

  return {
    stopListening,
    async [Symbol.asyncDispose]() {
      stopListening();
      await accepting;
      for (const connection of open) close(connection);
      await Promise.all(relaying);
    },
  };
}

async function relay(
  client: Deno.Conn,
  open: Set<Deno.Conn>,
  options: TlsRelayOptions,
): Promise<void> {
  open.add(client);
  let server: Deno.Conn | undefined;
  try {
    const first = await readFirst(client, options);
    if (first === undefined) return;
    if (first[0] !== TLS_HANDSHAKE) {
      await writeAll(client, new TextEncoder().encode(PLAIN_HTTP_ANSWER));
      return;
    }
    server = await Deno.connect(options.target());
    open.add(server);
    await writeAll(server, first);
    await Promise.all([copy(client, server), copy(server, client)]);
  } catch {
    // One side is gone, and the other has to go too.
  } finally {
    for (const connection of [client, server]) {
      if (connection === undefined) continue;
      open.delete(connection);
      close(connection);
    }
  }
}

async function readFirst(
  client: Deno.Conn,
  { firstByteTimeoutMs = FIRST_BYTE_TIMEOUT_MS }: TlsRelayOptions,
): Promise<Uint8Array | undefined> {
  const timer = setTimeout(() => close(client), firstByteTimeoutMs);
  try {
    const buffer = new Uint8Array(BUFFER_BYTES);
    const count = await client.read(buffer);
    return count === null ? undefined : buffer.subarray(0, count);
  } finally {
    clearTimeout(timer);
  }
}

async function copy(from: Deno.Conn, to: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(BUFFER_BYTES);
  while (true) {
    const count = await from.read(buffer);
    if (count === null) break;
    await writeAll(to, buffer.subarray(0, count));
  }
  await to.closeWrite();
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.length;) {
    offset += await to.write(bytes.subarray(offset));
  }
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It has been closed already.
  }
}
