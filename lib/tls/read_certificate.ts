/** What is shown of a file with certificates. */
export interface CertificateContent {
  /** The common name of the first certificate's subject, if it has one. */
  readonly commonName: string | undefined;
  /** When the first of them ends, in milliseconds since the epoch. */
  readonly expiresAtMs: number;
}

const PEM_REGEXP =
  /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/g;

/**
 * Reads the PEM certificates of a file. A reader of the few fields that are
 * shown: a library, or Node's, would cost the daemon megabytes.
 *
 * @throws {SyntaxError} When there is none, or one cannot be read.
 */
export function readCertificate(pem: string): CertificateContent {
  const found = [...pem.matchAll(PEM_REGEXP)]
    .map(([, base64 = ""]) => readFields(decodeBase64(base64)));
  const [first] = found;
  if (first === undefined) {
    throw new SyntaxError("Cannot read a certificate: the file holds none");
  }
  return {
    commonName: first.commonName,
    expiresAtMs: Math.min(...found.map(({ expiresAtMs }) => expiresAtMs)),
  };
}

function decodeBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  } catch (error) {
    throw new SyntaxError("Cannot read a certificate: it is no base64", {
      cause: error,
    });
  }
}

/** DER tags, X.690. */
const SEQUENCE = 0x30;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const EXPLICIT_VERSION = 0xa0;
const OBJECT_ID = 0x06;
/** 2.5.4.3, as DER has it. */
const COMMON_NAME_ID = "85.4.3";

/** A value of DER: its tag and where its content is. */
interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** RFC 5280: TBSCertificate's fields in their order. */
function readFields(der: Uint8Array): CertificateContent {
  const [certificate] = children(der);
  const [toBeSigned] = children(contentOf(certificate, SEQUENCE));
  const fields = children(contentOf(toBeSigned, SEQUENCE));
  const skipped = fields[0]?.tag === EXPLICIT_VERSION ? 1 : 0;
  const [, , , validity, subject] = fields.slice(skipped);
  const [, notAfter] = children(contentOf(validity, SEQUENCE));
  return {
    commonName: readCommonName(contentOf(subject, SEQUENCE)),
    expiresAtMs: readTime(notAfter),
  };
}

function readCommonName(subject: Uint8Array): string | undefined {
  for (const { content } of children(subject)) {
    for (const attribute of children(content)) {
      const [id, value] = children(attribute.content);
      if (id?.tag === OBJECT_ID && id.content.join(".") === COMMON_NAME_ID) {
        return value && new TextDecoder().decode(value.content);
      }
    }
  }
  return undefined;
}

function readTime(value: DerValue | undefined): number {
  const text = new TextDecoder().decode(value?.content);
  const digits = value?.tag === UTC_TIME ? withCentury(text) : text;
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  const isTime = value?.tag === UTC_TIME || value?.tag === GENERALIZED_TIME;
  if (match === null || !isTime) throw damaged();
  const [year = 0, month = 0, ...rest] = match.slice(1).map(Number);
  const [day, hour, minute, second] = rest;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** RFC 5280: 50 to 99 are of the last century. */
function withCentury(text: string): string {
  return `${Number(text.slice(0, 2)) >= 50 ? "19" : "20"}${text}`;
}

function contentOf(value: DerValue | undefined, tag: number): Uint8Array {
  if (value?.tag !== tag) throw damaged();
  return value.content;
}

function children(bytes: Uint8Array): DerValue[] {
  const values: DerValue[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const tag = bytes[offset] ?? 0;
    let length = bytes[offset + 1] ?? 0;
    let begin = offset + 2;
    if (length >= 0x80) {
      const count = length - 0x80;
      if (count === 0 || count > 4) throw damaged();
      length = 0;
      for (const byte of bytes.subarray(begin, begin + count)) {
        length = length * 256 + byte;
      }
      begin += count;
    }
    if (begin + length > bytes.length) throw damaged();
    values.push({ tag, content: bytes.subarray(begin, begin + length) });
    offset = begin + length;
  }
  return values;
}

function damaged(): SyntaxError {
  return new SyntaxError("Cannot read a certificate: it is damaged");
}
