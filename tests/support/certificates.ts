import "reflect-metadata";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { Buffer } from "node:buffer";
import { createPrivateKey } from "node:crypto";
import { join } from "node:path";

/** Format of a PEM private key. */
export type KeyFormat = "pkcs8" | "pkcs1" | "sec1";

/** A certificate and its private key as PEM texts. */
export interface KeyPair {
  readonly certPem: string;
  readonly keyPem: string;
}

/** What a certificate is to say. */
export interface IssueOptions {
  readonly commonName: string;
  /** @default {["localhost"]} */
  readonly dnsNames?: readonly string[];
  /** @default {["127.0.0.1", "::1"]} */
  readonly ipAddresses?: readonly string[];
  /** @default {["server", "client"]} */
  readonly usages?: readonly ("server" | "client")[];
  /** A time in the past makes an expired certificate. @default {in a day} */
  readonly notAfter?: Date;
  /** @default {a day before now, or before the end} */
  readonly notBefore?: Date;
  /** @default {"ecdsa"} */
  readonly key?: "ecdsa" | "rsa";
  /** PKCS#1 is for RSA keys, SEC1 for ECDSA keys. @default {"pkcs8"} */
  readonly format?: KeyFormat;
}

/** A certificate authority that issues certificates for tests. */
export interface CertificateAuthority {
  readonly certPem: string;
  readonly issue: (options: IssueOptions) => Promise<KeyPair>;
}

/** Creates a certificate authority with a new key. */
export async function createCa(
  name: string,
  notAfter = inADay(),
): Promise<CertificateAuthority> {
  const keys = await generateKeys("ecdsa");
  const subject = `CN=${name}`;
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: subject,
    keys,
    ...validity(notAfter),
    signingAlgorithm: SIGNING,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(
        KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign,
        true,
      ),
    ],
  });
  return {
    certPem: pemText(certificate.toString("pem")),
    issue: (options) => issue(subject, keys.privateKey, options),
  };
}

/** Writes `<name>.crt` and `<name>.key` and returns their paths. */
export async function writeKeyPair(
  dir: string,
  name: string,
  pair: KeyPair,
): Promise<{ readonly certFile: string; readonly keyFile: string }> {
  return {
    certFile: await writePem(dir, `${name}.crt`, pair.certPem),
    keyFile: await writePem(dir, `${name}.key`, pair.keyPem),
  };
}

/** Writes PEM texts one after another into one file and returns its path. */
export async function writePem(
  dir: string,
  fileName: string,
  ...pems: readonly string[]
): Promise<string> {
  const path = join(dir, fileName);
  await Deno.writeTextFile(path, pems.join(""), { mode: 0o600 });
  return path;
}

const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const DAY_MS = 24 * 60 * 60 * 1000;

async function issue(
  issuer: string,
  signingKey: CryptoKey,
  options: IssueOptions,
): Promise<KeyPair> {
  const { key = "ecdsa", format = "pkcs8", notAfter = inADay() } = options;
  const keys = await generateKeys(key);
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${options.commonName}`,
    issuer,
    publicKey: keys.publicKey,
    signingKey,
    ...validity(notAfter),
    ...options.notBefore === undefined ? {} : { notBefore: options.notBefore },
    signingAlgorithm: SIGNING,
    extensions: extensions(options),
  });
  return {
    certPem: pemText(certificate.toString("pem")),
    keyPem: await keyText(keys.privateKey, format),
  };
}

function extensions(options: IssueOptions) {
  const {
    dnsNames = ["localhost"],
    ipAddresses = ["127.0.0.1", "::1"],
    usages = ["server", "client"],
  } = options;
  const names = [
    ...dnsNames.map((value) => ({ type: "dns" as const, value })),
    ...ipAddresses.map((value) => ({ type: "ip" as const, value })),
  ];
  return [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension(
      usages.map((usage) =>
        usage === "server"
          ? ExtendedKeyUsage.serverAuth
          : ExtendedKeyUsage.clientAuth
      ),
    ),
    ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
  ];
}

function generateKeys(key: "ecdsa" | "rsa"): Promise<CryptoKeyPair> {
  const algorithm = key === "ecdsa" ? { name: "ECDSA", namedCurve: "P-256" } : {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  };
  return crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function keyText(key: CryptoKey, format: KeyFormat): Promise<string> {
  if (format === "sec1") return await sec1Text(key);
  const der = await crypto.subtle.exportKey("pkcs8", key);
  const object = createPrivateKey({
    key: Buffer.from(der),
    format: "der",
    type: "pkcs8",
  });
  return pemText(String(object.export({ type: format, format: "pem" })));
}

/*
 * The fixed bytes of a P-256 key in SEC1 form, by hand because `export()` of
 * Deno 2.6 leaves out the name of the curve, without which Go refuses the key.
 */
const SEC1_HEAD = "30770201010420";
const SEC1_CURVE_AND_POINT = "a00a06082a8648ce3d030107a14403420004";

async function sec1Text(key: CryptoKey): Promise<string> {
  const { d, x, y } = await crypto.subtle.exportKey("jwk", key);
  if (d === undefined || x === undefined || y === undefined) {
    throw new TypeError('Cannot write the key as "sec1": it is not ECDSA');
  }
  const der = Buffer.concat([
    Buffer.from(SEC1_HEAD, "hex"),
    Buffer.from(d, "base64url"),
    Buffer.from(SEC1_CURVE_AND_POINT, "hex"),
    Buffer.from(x, "base64url"),
    Buffer.from(y, "base64url"),
  ]);
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  const label = "EC PRIVATE KEY";
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""]
    .join("\n");
}

function validity(notAfter: Date): { notBefore: Date; notAfter: Date } {
  // A day before both ends, so that an expired certificate once was valid.
  const start = Math.min(Date.now(), notAfter.getTime()) - DAY_MS;
  return { notBefore: new Date(start), notAfter };
}

function inADay(): Date {
  return new Date(Date.now() + DAY_MS);
}

function pemText(pem: string): string {
  return pem.endsWith("\n") ? pem : `${pem}\n`;
}
