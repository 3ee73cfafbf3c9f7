/** Number of puts in one transaction, and size of each value. */
export interface PutsOptions {
  readonly firstKey: number;
  readonly count: number;
  readonly value: Uint8Array;
}

/**
 * A gRPC message for `etcdserverpb.KV/Txn` that puts `count` keys. Written by
 * hand because a client program would take minutes for half a million keys.
 */
export function encodePuts(options: PutsOptions): Uint8Array<ArrayBuffer> {
  const { firstKey, count, value } = options;
  const puts = Array.from({ length: count }, (_, index) => {
    const name = `/registry/${String(firstKey + index).padStart(12, "0")}`;
    const put = concat(
      field(KEY, new TextEncoder().encode(name)),
      field(VALUE, value),
    );
    return field(SUCCESS, field(REQUEST_PUT, put));
  });
  const message = concat(...puts);
  const prefix = new Uint8Array(5);
  new DataView(prefix.buffer).setUint32(1, message.length);
  return concat(prefix, message);
}

/* Numbers of the fields in PutRequest, RequestOp and TxnRequest. */
const KEY = 1;
const VALUE = 2;
const REQUEST_PUT = 2;
const SUCCESS = 2;

const LENGTH_DELIMITED = 2;

function field(number: number, content: Uint8Array): Uint8Array {
  const tag = (number << 3) | LENGTH_DELIMITED;
  return concat(Uint8Array.of(tag, ...varint(content.length)), content);
}

function varint(value: number): number[] {
  return value < 0x80
    ? [value]
    : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
