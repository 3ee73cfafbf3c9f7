import type { LogHistory } from "./log_history.ts";
import { type BehindEnd, lookBehindEnd } from "./look_behind_end.ts";
import { readSegment, type SegmentEnd } from "./read_segment.ts";
import { RecordError } from "./record_error.ts";
import type { SegmentFile } from "./wal_files.ts";
import { RECORD_TYPE } from "./wal_record.ts";

/** Which part of a log is read. */
export interface ReadLogOptions {
  /** All segments of the log, in the order in which etcd reads them. */
  readonly segments: readonly SegmentFile[];
  /** The first segment whose records are read, all with 0. */
  readonly from: number;
  /** How far to look behind the end, where a log that is well is blank. */
  readonly lookBytes: number;
  /** Takes what the records tell. */
  readonly history: LogHistory;
  /** Told how much of the segments is read. */
  readonly onProgress: (doneBytes: number) => void;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** How reading a log came to its end. */
export interface LogEnd {
  /** The segment in which it ended, counted from 0. */
  readonly segment: number;
  /** Where it ends, `undefined` with a fault. */
  readonly end: SegmentEnd | undefined;
  /** What made it impossible to read on. */
  readonly fault: RecordError | undefined;
  /** What lies behind the end, `undefined` where no one looked. */
  readonly behind: BehindEnd | undefined;
}

/** Enough for the first records of a segment. */
const HEAD_BYTES = 4096;

/** Reads the segments in their order, until one cannot be read to its end. */
export async function readLog(options: ReadLogOptions): Promise<LogEnd> {
  const { segments, from, history, lookBytes, onProgress, signal } = options;
  let doneBytes = 0;
  let crc = 0;
  for (const [segment, { path, sizeBytes }] of segments.entries()) {
    if (segment < from) continue;
    const isLast = segment === segments.length - 1;
    try {
      using file = await openSegment(path);
      const end = await readSegment({
        file,
        sizeBytes,
        isLast,
        crc,
        onRecord: (record) => {
          history.add(record, segment);
          return true;
        },
        onProgress: (bytes) => onProgress(doneBytes + bytes),
        signal,
      });
      if (isLast || end.kind === "cut") {
        const { offset } = end;
        const behind = await lookBehindEnd({
          file,
          offset,
          lookBytes,
          signal,
        });
        onProgress(doneBytes + sizeBytes);
        return { segment, end, fault: undefined, behind };
      }
      crc = end.crc;
    } catch (fault) {
      if (!(fault instanceof RecordError)) throw fault;
      return { segment, end: undefined, fault, behind: undefined };
    }
    doneBytes += sizeBytes;
    onProgress(doneBytes);
  }
  throw new RangeError(
    `Cannot read a log from segment ${from}: it is not there`,
  );
}

/** Reads whose the segments before another one are, and nothing else. */
export async function readHeads(
  options: ReadLogOptions,
): Promise<LogEnd | undefined> {
  const { segments, from, history, signal } = options;
  for (const [segment, { path, sizeBytes }] of segments.entries()) {
    if (segment >= from) break;
    try {
      using file = await openSegment(path);
      const end = await readSegment({
        file,
        sizeBytes,
        isLast: false,
        crc: 0,
        chunkBytes: HEAD_BYTES,
        onRecord: (record) => {
          if (record.type !== RECORD_TYPE.metadata) return true;
          history.add(record, segment);
          return false;
        },
        onProgress: () => {},
        signal,
      });
      if (end.kind === "cut") {
        return { segment, end, fault: undefined, behind: undefined };
      }
    } catch (fault) {
      if (!(fault instanceof RecordError)) throw fault;
      return { segment, end: undefined, fault, behind: undefined };
    }
  }
  return undefined;
}

async function openSegment(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path);
  } catch (cause) {
    // It may have been removed meanwhile, or not be ours to read.
    const message = `the file cannot be opened: ${(cause as Error).message}`;
    throw new RecordError("WAL_READ", 0, message, { cause });
  }
}
