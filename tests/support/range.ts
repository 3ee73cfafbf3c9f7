/** What a client needs to talk to a member over TLS, as PEM texts. */
export interface ClientTls {
  readonly caPem: string;
  readonly certPem?: string;
  readonly keyPem?: string;
}

/** How to read. */
export interface RangeOptions {
  readonly tls?: ClientTls | undefined;
  readonly signal: AbortSignal;
}

/** Resolves when the member has answered a linearizable read of one key. */
export async function range(
  clientUrl: string,
  options: RangeOptions,
): Promise<void> {
  const { tls, signal } = options;
  using client = createClient(tls);
  const response = await fetch(
    new URL("/etcdserverpb.KV/Range", clientUrl),
    {
      method: "POST",
      headers: { "content-type": "application/grpc", te: "trailers" },
      body: REQUEST,
      client,
      signal,
    },
  );
  const body = await response.bytes();
  const status = response.headers.get("grpc-status") ?? "0";
  // Trailers are not visible, but only a success carries a whole message.
  if (response.status !== 200 || status !== "0" || !isWhole(body)) {
    const message = response.headers.get("grpc-message") ?? "no message";
    throw new Error(
      `Cannot read from ${clientUrl}: HTTP ${response.status}, ` +
        `gRPC status ${status}, ${decodeURIComponent(message)}`,
    );
  }
}

/** Prefix (not compressed, 5 bytes), then field 1: the key `foo`. */
const REQUEST = new Uint8Array([0, 0, 0, 0, 5, 10, 3, 102, 111, 111]);
const PREFIX_BYTES = 5;

function createClient(tls: ClientTls | undefined): Deno.HttpClient {
  if (tls === undefined) {
    return Deno.createHttpClient({ http1: false, http2: true });
  }
  const { caPem, certPem, keyPem } = tls;
  if (certPem === undefined || keyPem === undefined) {
    return Deno.createHttpClient({ caCerts: [caPem] });
  }
  return Deno.createHttpClient({
    caCerts: [caPem],
    cert: certPem,
    key: keyPem,
  });
}

function isWhole(body: Uint8Array): boolean {
  if (body.length < PREFIX_BYTES) return false;
  const view = new DataView(body.buffer, body.byteOffset);
  return body.length === PREFIX_BYTES + view.getUint32(1);
}
