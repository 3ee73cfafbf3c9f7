/** Paths of a certificate, its key and the CA certificates to trust. */
export interface TlsPaths {
  /** The certificate, with its chain. */
  readonly certFile: string;
  /** Its private key. */
  readonly keyFile: string;
  /** Empty: no CA of our own. */
  readonly caFile: string;
}

/** What stands in those files. */
export interface TlsMaterial {
  /** PEM of the certificate. */
  readonly cert: string;
  /** PEM of its key. */
  readonly key: string;
  /** PEM of what is trusted. */
  readonly caCerts: readonly string[];
}

/**
 * Reads certificates to trust. The platform takes a text without any for "trust
 * nobody", and every handshake would fail.
 *
 * @throws {Error} When there is none.
 */
export async function readCaFile(path: string): Promise<string> {
  const pem = await readPem(path);
  if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
  throw new Error(`Cannot use "${path}" as CA: it holds no PEM certificate`);
}

/** Reads the files; the error of a file that cannot be read names it. */
export async function readTlsFiles(
  { certFile, keyFile, caFile }: TlsPaths,
): Promise<TlsMaterial> {
  const reads = [readPem(certFile), readPem(keyFile)];
  if (caFile !== "") reads.push(readCaFile(caFile));
  // All of them end before an error is thrown, so that no read is left behind.
  const results = await Promise.allSettled(reads);
  const failure = results.find((result) => result.status === "rejected");
  if (failure !== undefined) throw failure.reason;
  const [cert = "", key = "", ...caCerts] = results.map((result) =>
    result.status === "fulfilled" ? result.value : ""
  );
  return { cert, key, caCerts };
}

async function readPem(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw new Error(`Cannot read "${path}" for TLS`, { cause: error });
  }
}

/**
 * A text that changes when one of the files does. Kubernetes replaces the
 * directory behind a symbolic link, which changes the inode.
 */
export async function fingerprint(paths: TlsPaths): Promise<string> {
  const files = [paths.certFile, paths.keyFile, paths.caFile];
  const parts = await Promise.all(
    files.filter((path) => path !== "").map(async (path) => {
      try {
        const { ino, size, mtime } = await Deno.stat(path);
        return `${ino}/${size}/${mtime?.getTime()}`;
      } catch {
        return "unreadable";
      }
    }),
  );
  return parts.join(" ");
}
