/**
 * A field to write: a flag or an identifier (hexadecimal, up to 64 bits), or
 * texts, each of which becomes one field.
 */
export type ProtoValue = boolean | { readonly id: string } | readonly string[];

/**
 * Encodes a protobuf message. What has its type's zero value is left out, as
 * protobuf says.
 */
export function encodeProtoMessage(
  fields: Readonly<Record<number, ProtoValue>>,
): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (const [key, value] of Object.entries(fields)) {
    const tag = BigInt(key) << 3n;
    if (value === true) pushVarint(bytes, tag, 1n);
    else if (value === false) continue;
    else if (isTexts(value)) {
      for (const text of value) {
        const encoded = new TextEncoder().encode(text);
        pushVarint(bytes, tag | BYTES, BigInt(encoded.length));
        bytes.push(...encoded);
      }
    } else {
      const id = BigInt(`0x${value.id}`);
      if (id !== 0n) pushVarint(bytes, tag, id);
    }
  }
  return Uint8Array.from(bytes);
}

const BYTES = 2n;

function isTexts(
  value: Exclude<ProtoValue, boolean>,
): value is readonly string[] {
  return Array.isArray(value);
}

function pushVarint(bytes: number[], ...values: bigint[]): void {
  for (let value of values) {
    while (value > 0x7fn) {
      bytes.push(Number(value & 0x7fn) | 0x80);
      value >>= 7n;
    }
    bytes.push(Number(value));
  }
}
