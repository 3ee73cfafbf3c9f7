import { FileWindow } from "./file_window.ts";
import { FRAME_BYTES } from "./frame.ts";
import { RecordScanner, type RecordScannerOptions } from "./record_scanner.ts";
import type { WalRecord } from "./wal_record.ts";

/** Which segment is read, and in what state the log is before it. */
export interface ReadSegmentOptions extends RecordScannerOptions {
  /** The segment, open for reading at its begin. */
  readonly file: Deno.FsFile;
  /** How much is read at once. @default {1 MiB} */
  readonly chunkBytes?: number;
  /** Takes each whole record and says whether to go on. */
  readonly onRecord: (record: WalRecord) => boolean;
  /** Told how far it has come. */
  readonly onProgress: (doneBytes: number) => void;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** Where and how a segment ends. */
export interface SegmentEnd {
  /** `cut` is a record that ends too early, `blank` an unwritten rest. */
  readonly kind: "blank" | "eof" | "cut" | "stopped";
  /** Behind the last whole record. */
  readonly offset: number;
  /** Checksum of all records so far. */
  readonly crc: number;
}

/** Reads the records of one segment, holding a piece of it at a time. */
export async function readSegment(
  options: ReadSegmentOptions,
): Promise<SegmentEnd> {
  const { file, onRecord, onProgress, signal } = options;
  await using piece = new FileWindow(file, options.chunkBytes);
  const scanner = new RecordScanner(options);
  let neededBytes = FRAME_BYTES;
  while (true) {
    signal.throwIfAborted();
    await piece.fill(scanner.at, neededBytes);
    scanner.at = 0;
    const scanned = scanPiece(scanner, piece, onRecord);
    const offset = piece.offset + scanner.at;
    onProgress(offset);
    if (typeof scanned !== "number") {
      return { kind: scanned, offset, crc: scanner.crc };
    }
    neededBytes = scanned;
  }
}

/** Returns how much it needs to go on, or how the segment ends. */
function scanPiece(
  scanner: RecordScanner,
  window: FileWindow,
  onRecord: (record: WalRecord) => boolean,
): number | SegmentEnd["kind"] {
  while (true) {
    const scanned = scanner.next(window);
    if ("end" in scanned) return scanned.end;
    if ("neededBytes" in scanned) return scanned.neededBytes;
    if (!onRecord(scanned)) return "stopped";
  }
}
