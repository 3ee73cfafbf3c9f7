import { formatBytes } from "./format_bytes.ts";

/** How far something has come. */
export interface Progress {
  /** What is being done. */
  readonly title: string;
  /** How many bytes are done. */
  readonly doneBytes: number;
  /** Of how many. */
  readonly totalBytes: number;
  /** For how long it has been going on. */
  readonly elapsedMs: number;
  /** Width of the terminal. */
  readonly columns: number;
}

/** A wider bar says no more. */
const MAX_BAR_COLUMNS = 40;
/** Before that a rate is a guess. */
const RATE_AFTER_MS = 500;

/** Formats a progress as one line with a bar, the rate and the time left. */
export function formatProgress(progress: Progress): string {
  const { title, doneBytes, totalBytes, columns } = progress;
  const share = totalBytes === 0 ? 1 : doneBytes / totalBytes;
  const percent = `${Math.floor(share * 100)}`.padStart(3);
  const head = `${title} ${percent} % `;
  const of = `${formatBytes(doneBytes)} of ${formatBytes(totalBytes)}`;
  const tail = ` ${of}${formatRate(progress)}`;
  const room = columns - head.length - tail.length - 3;
  const width = Math.min(MAX_BAR_COLUMNS, room);
  if (width < 1) return `${head}${tail}`.slice(0, Math.max(0, columns - 1));
  const done = Math.round(share * width);
  return `${head}[${"#".repeat(done)}${"-".repeat(width - done)}]${tail}`;
}

function formatRate({ doneBytes, totalBytes, elapsedMs }: Progress): string {
  if (elapsedMs < RATE_AFTER_MS || doneBytes === 0) return "";
  const bytesPerMs = doneBytes / elapsedMs;
  const left = formatSeconds((totalBytes - doneBytes) / bytesPerMs);
  return `, ${formatBytes(bytesPerMs * 1000)}/s, ${left} left`;
}

function formatSeconds(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1000);
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
