/**
 * Reads a protobuf message that has its fields in the usual form and order,
 * as etcd writes them. It is quick, and gives up on everything else.
 */
export class PlainReader {
  /** Place of what comes next. */
  at: number;
  /** The lower half of the number that was read last. */
  low = 0;
  /** Its upper half. */
  high = 0;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  /** Starts at the begin of a message. */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.at = start;
    this.#end = end;
  }

  /** Whether the message ends here. */
  get isAtEnd(): boolean {
    return this.at === this.#end;
  }

  /** The number that was read last, inexact above 2^53. */
  get number(): number {
    return this.high * 2 ** 32 + this.low;
  }

  /** The number that was read last. */
  get bigint(): bigint {
    return this.high === 0
      ? BigInt(this.low)
      : BigInt(this.high) << 32n | BigInt(this.low);
  }

  /** Reads a tag and the number behind it, if that is what comes next. */
  read(tag: number): boolean {
    const bytes = this.#bytes;
    const end = this.#end;
    let at = this.at;
    if (at >= end || bytes[at++] !== tag) return false;
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 64 && at < end; shift += 7) {
      const byte = bytes[at++] as number;
      const bits = byte & 0x7f;
      if (shift < 32) low = (low | bits << shift) >>> 0;
      if (shift >= 32) high = (high | bits << shift - 32) >>> 0;
      else if (shift > 25) high |= bits >>> 32 - shift;
      if (byte >= 0x80) continue;
      this.low = low;
      this.high = high;
      this.at = at;
      return true;
    }
    return false;
  }

  /** Reads a tag and a length, if the bytes behind it end the message. */
  readLast(tag: number): boolean {
    return this.read(tag) && this.at + this.number === this.#end;
  }
}
