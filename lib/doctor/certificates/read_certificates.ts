import type { X509Certificate as Parsed } from "@peculiar/x509";
import { loadX509 } from "./load_x509.ts";

/** A certificate of a file, with what is looked at. */
export interface Certificate {
  /** Subject, as a text. */
  readonly subject: string;
  /** Subject of the authority that signed it. */
  readonly issuer: string;
  /** Its public key, DER. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Whether the other one's key signed it. */
  readonly isSignedBy: (other: Certificate) => Promise<boolean>;
  /** When it begins to be valid. */
  readonly notBeforeMs: number;
  /** When it ends. */
  readonly notAfterMs: number;
  /** Names that it is for, lower case. */
  readonly dnsNames: readonly string[];
  /** Addresses that it is for, as the library writes them. */
  readonly ipAddresses: readonly string[];
  /** Extended usages; `undefined`: any. */
  readonly usages: readonly ("server" | "client" | "other")[] | undefined;
  /** Whether it may sign others. */
  readonly isCa: boolean;
}

const PEM_REGEXP =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads all certificates of a PEM text, the leaf first.
 *
 * @throws {SyntaxError} When there is none, or one cannot be read.
 */
export async function readCertificates(
  pem: string,
): Promise<readonly Certificate[]> {
  const blocks = pem.match(PEM_REGEXP) ?? [];
  if (blocks.length === 0) {
    throw new SyntaxError("the file holds no certificate");
  }
  const x509 = await loadX509();
  return blocks.map((block) => {
    try {
      return describe(x509, new x509.X509Certificate(block));
    } catch (cause) {
      throw new SyntaxError("a certificate in it cannot be read", { cause });
    }
  });
}

type X509 = typeof import("@peculiar/x509");

const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const ANY_USAGE = "2.5.29.37.0";

function describe(x509: X509, parsed: Parsed): Certificate {
  const names = parsed.getExtension(x509.SubjectAlternativeNameExtension)
    ?.names.toJSON() ?? [];
  const valuesOf = (kind: string) =>
    names.filter(({ type }) => type === kind).map(({ value }) => value);
  const oids = parsed.getExtension(x509.ExtendedKeyUsageExtension)?.usages
    .map(String);
  const constraints = parsed.getExtension(x509.BasicConstraintsExtension);
  return {
    subject: parsed.subject,
    issuer: parsed.issuer,
    publicKey: new Uint8Array(parsed.publicKey.rawData),
    async isSignedBy({ publicKey }) {
      const key = new x509.PublicKey(publicKey);
      return await parsed.verify({ publicKey: key, signatureOnly: true })
        // A key of another kind than the signature's.
        .catch(() => false);
    },
    notBeforeMs: parsed.notBefore.getTime(),
    notAfterMs: parsed.notAfter.getTime(),
    dnsNames: valuesOf("dns").map((name) => name.toLowerCase()),
    ipAddresses: valuesOf("ip"),
    usages: oids === undefined || oids.includes(ANY_USAGE)
      ? undefined
      : oids.map((oid) =>
        oid === SERVER_AUTH
          ? "server"
          : oid === CLIENT_AUTH
          ? "client"
          : "other"
      ),
    isCa: constraints?.ca === true,
  };
}
