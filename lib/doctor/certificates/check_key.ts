import type { ReportDoctor } from "../doctor_finding.ts";
import { describeReadFailure } from "../describe_read_failure.ts";
import type { CertificateRole } from "./certificate_roles.ts";
import type { Certificate } from "./read_certificates.ts";

const OTHERS_MAY_READ = 0o004;

/** Looks whether a key is private, and of its certificate. */
export async function checkKey(
  { title, keyFile }: CertificateRole,
  certificate: Certificate | undefined,
  report: ReportDoctor,
): Promise<void> {
  const subject = keyFile;
  try {
    const pem = await Deno.readTextFile(keyFile);
    const { mode } = await Deno.stat(keyFile);
    if (mode !== null && (mode & OTHERS_MAY_READ) !== 0) {
      const octal = (mode & 0o777).toString(8).padStart(4, "0");
      const reason = `key of the ${title} has the mode ${octal}: every user ` +
        "can read it";
      report("KEY_MODE", { subject, reason });
    }
    if (certificate === undefined) return;
    if (!await isKeyOf(pem, certificate)) {
      const reason = `key of the ${title} belongs to another certificate`;
      report("CERT_KEY_MISMATCH", { subject, reason });
    }
  } catch (error) {
    const reason = `key of the ${title} cannot be read: ` +
      describeReadFailure(error);
    report("CERT_UNREADABLE", { subject, reason });
  }
}

async function isKeyOf(
  pem: string,
  { publicKey }: Certificate,
): Promise<boolean> {
  const { createPrivateKey, createPublicKey } = await import("node:crypto");
  let key: ReturnType<typeof createPublicKey>;
  try {
    const privateKey = createPrivateKey(pem);
    // Deno's types know strings and buffers only.
    key = createPublicKey(privateKey as unknown as string);
  } catch (cause) {
    // Not its message: it could quote the key.
    throw new SyntaxError("it is no private key in PEM that can be used", {
      cause,
    });
  }
  const own = key.export({ type: "spki", format: "der" });
  return own.length === publicKey.length &&
    publicKey.every((byte, index) => byte === own[index]);
}
