/** A CA bundle that holds no certificate, or one that cannot be read. */
export class CaBundleError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "CaBundleError";
}

const CERTIFICATE_REGEXP =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads the certificates of a PEM bundle.
 *
 * @throws {CaBundleError} When there is none, or one is damaged: every
 *   handshake would fail for ever, without saying why.
 */
export async function readCaBundle(path: string): Promise<string[]> {
  const certificates = (await Deno.readTextFile(path)).match(
    CERTIFICATE_REGEXP,
  );
  if (certificates === null) {
    throw new CaBundleError(
      `Cannot use "${path}" as CA bundle: it holds no PEM certificate`,
    );
  }
  checkCertificates(path, certificates);
  return certificates;
}

/** The platform's own error names neither the file nor its purpose. */
function checkCertificates(path: string, caCerts: string[]): void {
  try {
    Deno.createHttpClient({ caCerts }).close();
  } catch (error) {
    throw new CaBundleError(`Cannot use "${path}" as CA bundle`, {
      cause: error,
    });
  }
}
