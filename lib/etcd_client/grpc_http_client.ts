import { readCaFile, readTlsFiles, type TlsPaths } from "../tls/tls_files.ts";

/**
 * Creates an HTTP client that can call etcd's gRPC services, with a client
 * certificate if the paths name one.
 *
 * @throws {Error} When the certificates cannot be used.
 */
export async function createGrpcHttpClient(
  tls: TlsPaths | undefined,
): Promise<Deno.HttpClient> {
  if (tls === undefined) {
    // gRPC in plain text is HTTP/2 without negotiation.
    return Deno.createHttpClient({ http1: false, http2: true });
  }
  if (tls.certFile === "" && tls.keyFile === "") {
    return Deno.createHttpClient({
      caCerts: [await readCaFile(tls.caFile)],
    });
  }
  const { cert, key, caCerts } = await readTlsFiles(tls);
  return Deno.createHttpClient({ cert, key, caCerts: [...caCerts] });
}
