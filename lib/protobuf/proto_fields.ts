/**
 * How a field's value is read. The repeated numbers of one field come one by
 * one or packed, as the writer likes.
 */
export type FieldKind = "varint" | "varints" | "bytes";

/**
 * Takes one value: the low and high half of a number of 64 bits, or the begin
 * and the end of bytes.
 */
export type FieldVisitor = (field: number, a: number, b: number) => void;

/** A protobuf message that cannot be decoded. */
export class ProtoError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "ProtoError";
  /**
   * Whether the message ends too early. etcd takes that for a write that was
   * cut off, in contrast to everything else that can be wrong.
   */
  readonly isCut: boolean;

  /** Keeps what is wrong, and whether the message was just cut off. */
  constructor(message: string, isCut: boolean) {
    super(message);
    this.isCut = isCut;
  }
}

/**
 * Visits the fields of a protobuf message in their order, with the same
 * verdict on odd encodings as the decoder that etcd has.
 */
export function visitProtoFields(
  message: { readonly bytes: Uint8Array; start: number; end: number },
  kinds: Readonly<Record<number, FieldKind>>,
  visit: FieldVisitor,
): void {
  const reader = new ProtoReader(message.bytes, message.start, message.end);
  while (reader.offset < message.end) {
    const tagOffset = reader.offset;
    const [field, wireType] = reader.tag();
    const kind = kinds[field];
    if (kind === undefined) reader.skip(tagOffset);
    else readField(reader, field, kind, wireType, visit);
  }
}

const VARINT = 0;
const FIXED_64 = 1;
const BYTES = 2;
const GROUP = 3;
const GROUP_END = 4;
const FIXED_32 = 5;

function readField(
  reader: ProtoReader,
  field: number,
  kind: FieldKind,
  wireType: number,
  visit: FieldVisitor,
): void {
  if (kind !== "bytes" && wireType === VARINT) {
    reader.varint();
    return visit(field, reader.low, reader.high);
  }
  if (kind === "varint" || wireType !== BYTES) {
    throw new ProtoError(`field ${field} has wire type ${wireType}`, false);
  }
  const end = reader.length();
  if (kind === "bytes") {
    visit(field, reader.offset, end);
    reader.offset = end;
    return;
  }
  while (reader.offset < end) {
    reader.varint();
    visit(field, reader.low, reader.high);
  }
}

/** Reads the parts of a message, one after the other. */
class ProtoReader {
  offset: number;
  /** The halves of the number that was read last. */
  low = 0;
  high = 0;
  readonly #bytes: Uint8Array;
  readonly #end: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.offset = start;
    this.#end = end;
  }

  varint(): void {
    this.low = 0;
    this.high = 0;
    for (let shift = 0;; shift += 7) {
      if (shift >= 64) throw new ProtoError("a number is too long", false);
      if (this.offset >= this.#end) throw cut();
      const byte = this.#bytes[this.offset++] as number;
      const bits = byte & 0x7f;
      if (shift < 32) this.low = (this.low | bits << shift) >>> 0;
      if (shift >= 32) this.high = (this.high | bits << shift - 32) >>> 0;
      else if (shift > 25) this.high |= bits >>> 32 - shift;
      if (byte < 0x80) return;
    }
  }

  /** Field number and wire type. */
  tag(): [field: number, wireType: number] {
    this.varint();
    const wireType = this.low & 7;
    // Just the lower 32 bits of the field number count.
    const field = this.high << 29 | this.low >>> 3;
    if (wireType === GROUP_END) {
      throw new ProtoError("a group ends that did not begin", false);
    }
    if (field <= 0) throw new ProtoError("a field has no number", false);
    return [field, wireType];
  }

  /** Where the bytes end whose length comes next. */
  length(): number {
    this.varint();
    if (this.high >= 0x8000_0000) {
      throw new ProtoError("a length is negative", false);
    }
    const end = this.offset + this.high * 2 ** 32 + this.low;
    if (end > this.#end) throw cut();
    return end;
  }

  /** Skips a field that no one asks for, and all of a group. */
  skip(tagOffset: number): void {
    this.offset = tagOffset;
    let depth = 0;
    do {
      if (this.offset >= this.#end) throw cut();
      this.varint();
      const wireType = this.low & 7;
      if (wireType === GROUP) depth++;
      else if (wireType === GROUP_END) depth--;
      else this.#skipValue(wireType);
    } while (depth > 0);
    if (this.offset > this.#end) throw cut();
  }

  #skipValue(wireType: number): void {
    if (wireType === VARINT) this.varint();
    else if (wireType === FIXED_64) this.offset += 8;
    else if (wireType === FIXED_32) this.offset += 4;
    else if (wireType === BYTES) {
      this.varint();
      if (this.high >= 0x8000_0000) {
        throw new ProtoError("a length is negative", false);
      }
      this.offset += this.high * 2 ** 32 + this.low;
    } else throw new ProtoError(`there is no wire type ${wireType}`, false);
  }
}

function cut(): ProtoError {
  return new ProtoError("it ends too early", true);
}
