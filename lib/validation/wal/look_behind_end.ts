import { decodeFrame, FRAME_BYTES } from "./frame.ts";
import { isBlank } from "./has_blank_sector.ts";
import { decodeWalRecord, RECORD_TYPE } from "./wal_record.ts";

/** What lies behind the place where a log ends. */
export interface BehindEnd {
  /** How far it is to the last byte that is not zero. */
  readonly droppedBytes: number;
  /** Whether it looks like records, which a repair would drop. */
  readonly hasRecords: boolean;
}

/** Where to look. */
export interface LookBehindEndOptions {
  /** The segment, open for reading. */
  readonly file: Deno.FsFile;
  /** Where the log ends in it, in bytes. */
  readonly offset: number;
  /** How far to look. */
  readonly lookBytes: number;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

const CHUNK_BYTES = 1024 * 1024;
/** How far records are looked for: any damage is smaller than that. */
const SEARCH_BYTES = CHUNK_BYTES;
/** Records begin at multiples of this. */
const ALIGNMENT = 8;

/** Looks at the rest of a segment, which is blank in a log that is well. */
export async function lookBehindEnd(
  options: LookBehindEndOptions,
): Promise<BehindEnd> {
  const { file, offset, lookBytes, signal } = options;
  await file.seek(offset, Deno.SeekMode.Start);
  const chunk = new Uint8Array(Math.min(CHUNK_BYTES, lookBytes));
  let hasRecords = false;
  let lastUsed = 0;
  let done = 0;
  while (done < lookBytes) {
    signal.throwIfAborted();
    const read = await file.read(chunk);
    if (read === null) break;
    const bytes = chunk.subarray(0, read);
    if (!isBlank(bytes)) {
      if (done < SEARCH_BYTES) hasRecords ||= holdsRecord(bytes, offset + done);
      lastUsed = done + bytes.findLastIndex((byte) => byte !== 0) + 1;
    }
    done += read;
  }
  return { droppedBytes: lastUsed, hasRecords };
}

/** Looks for a record that does not begin right at the offset. */
function holdsRecord(bytes: Uint8Array, fileOffset: number): boolean {
  const first = ALIGNMENT - fileOffset % ALIGNMENT;
  for (let at = first; at + FRAME_BYTES < bytes.length; at += ALIGNMENT) {
    const frame = decodeFrame(bytes, at);
    if (frame === undefined) continue;
    const start = at + FRAME_BYTES;
    const end = start + frame.recordBytes;
    if (end > bytes.length || !startsWithKnownType(bytes, start)) continue;
    try {
      decodeWalRecord({ bytes, start, end }, at);
      return true;
    } catch {
      // It just looked like one.
    }
  }
  return false;
}

/** Every record that etcd writes has its type first, then its checksum. */
function startsWithKnownType(bytes: Uint8Array, start: number): boolean {
  const [tag, type = 0, crcTag] = bytes.subarray(start, start + 3);
  return tag === 0x08 && type >= RECORD_TYPE.metadata &&
    type <= RECORD_TYPE.snapshot && crcTag === 0x10;
}
