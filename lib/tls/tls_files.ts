/** Paths of a certificate, its key and the CA certificates to trust. */
export interface TlsPaths {
  readonly certFile: string;
  readonly keyFile: string;
  /** Empty: no CA of our own. */
  readonly caFile: string;
}

/** What stands in those files. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
  readonly caCerts: readonly string[];
}

/** Reads the files; the error of a file that cannot be read names it. */
export async function readTlsFiles(paths: TlsPaths): Promise<TlsMaterial> {
  const [cert, key, ca] = await Promise.all([
    readPem(paths.certFile),
    readPem(paths.keyFile),
    paths.caFile === "" ? undefined : readPem(paths.caFile),
  ]);
  return { cert, key, caCerts: ca === undefined ? [] : [ca] };
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
