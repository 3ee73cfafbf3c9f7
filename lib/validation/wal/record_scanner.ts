import { crc32c } from "../crc32c.ts";
import { ProtoError } from "../../protobuf/proto_fields.ts";
import type { FileWindow } from "./file_window.ts";
import { decodeFrame, type Frame, FRAME_BYTES } from "./frame.ts";
import { hasBlankSector } from "./has_blank_sector.ts";
import { RecordError } from "./record_error.ts";
import { decodeWalRecord, RECORD_TYPE, type WalRecord } from "./wal_record.ts";

/** Larger than any request that etcd takes: such a length is damage. */
const MAX_RECORD_BYTES = 128 * 1024 * 1024;

/** What the scanner has to know about the file. */
export interface RecordScannerOptions {
  /** Size of the file: a record that reaches beyond it was cut off. */
  readonly sizeBytes: number;
  /** Just in the last segment can damage be a write that was cut off. */
  readonly isLast: boolean;
  /** Checksum of all records before the file, 0 if there are none. */
  readonly crc: number;
}

/** What comes next in a file. */
export type Scanned =
  | WalRecord
  /** So many bytes are needed from here on. */
  | { readonly neededBytes: number }
  /** `cut` is a record that ends too early, `blank` an unwritten rest. */
  | { readonly end: "blank" | "eof" | "cut" };

/** Takes the records out of the pieces of a file and checks their checksums. */
export class RecordScanner {
  /** Checksum of all records so far. */
  crc: number;
  /** How much of the piece is done with. */
  at = 0;
  readonly #options: RecordScannerOptions;

  /** Starts at the begin of a file. */
  constructor(options: RecordScannerOptions) {
    this.#options = options;
    this.crc = options.crc;
  }

  /** Scans the next record; throws a `RecordError` if it is damaged. */
  next(window: FileWindow): Scanned {
    const { bytes, isAtEnd } = window;
    const left = bytes.length - this.at;
    if (left < FRAME_BYTES) {
      if (!isAtEnd) return { neededBytes: FRAME_BYTES };
      return { end: left === 0 ? "eof" : "cut" };
    }
    const frame = decodeFrame(bytes, this.at);
    if (frame === undefined) return { end: "blank" };
    const neededBytes = FRAME_BYTES + frame.recordBytes + frame.paddingBytes;
    const offset = window.offset + this.at;
    if (offset + neededBytes > this.#options.sizeBytes) return { end: "cut" };
    if (neededBytes > MAX_RECORD_BYTES) {
      const message = `a record claims to have ${frame.recordBytes} bytes`;
      throw new RecordError("WAL_RECORD", offset, message);
    }
    if (left < neededBytes) return isAtEnd ? { end: "cut" } : { neededBytes };
    const record = this.#take(bytes, frame, offset);
    if (record === undefined) return { end: "cut" };
    this.at += neededBytes;
    return record;
  }

  /** The whole record, `undefined` when its write was cut off. */
  #take(
    bytes: Uint8Array,
    { recordBytes, paddingBytes }: Frame,
    offset: number,
  ): WalRecord | undefined {
    const start = this.at + FRAME_BYTES;
    const end = start + recordBytes;
    try {
      const record = decodeWalRecord({ bytes, start, end }, offset);
      this.#checkSum(record);
      return record;
    } catch (error) {
      if (error instanceof ProtoError && error.isCut) return undefined;
      const body = bytes.subarray(start, end + paddingBytes);
      const { isLast } = this.#options;
      // A link that does not fit is none of a single record's matters.
      const isChain = error instanceof RecordError &&
        error.code === "WAL_CHAIN";
      if (isLast && !isChain && hasBlankSector(body, offset + FRAME_BYTES)) {
        return undefined;
      }
      if (!(error instanceof ProtoError)) throw error;
      const message = `a record cannot be decoded: ${error.message}`;
      throw new RecordError("WAL_RECORD", offset, message);
    }
  }

  #checkSum({ type, crc, data, offset }: WalRecord): void {
    if (type === RECORD_TYPE.crc) {
      if (this.crc !== 0 && crc !== this.crc) {
        const message = "the checksum does not continue the one before";
        throw new RecordError("WAL_CHAIN", offset, message);
      }
      this.crc = crc;
      return;
    }
    const sum = crc32c(this.crc, data.bytes, data.start, data.end);
    if (crc !== sum) {
      const message = "a record does not have the checksum that it names";
      throw new RecordError("WAL_CRC", offset, message);
    }
    this.crc = sum;
  }
}
