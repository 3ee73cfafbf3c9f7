/** A CA bundle that holds no certificate. */
export class CaBundleError extends Error {
  override readonly name = "CaBundleError";
}

const CERTIFICATE_REGEXP =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads the certificates of a PEM bundle.
 *
 * @throws {CaBundleError} When there is none: every handshake would fail for
 *   ever, without saying why.
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
  return certificates;
}
