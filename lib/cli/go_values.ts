import { parseDurationNs } from "../go_duration.ts";

/** Values of flags under the rules of Go's `flag` and `strconv` packages. */

const TRUE_WORDS = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE_WORDS = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/** Reads a Go bool; `undefined` when it is none. */
export function parseGoBool(text: string): boolean | undefined {
  if (TRUE_WORDS.has(text)) return true;
  if (FALSE_WORDS.has(text)) return false;
  return undefined;
}

const INT_REGEXP =
  /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])+|0|[1-9](?:_?[0-9])*)$/;

/** Reads a Go integer with base prefix and underscores (`0x10`, `1_000`). */
export function parseGoInt(text: string): bigint | undefined {
  const match = INT_REGEXP.exec(text);
  if (match === null) return undefined;
  let digits = (match[2] ?? "").replaceAll("_", "");
  // Go reads a plain leading zero as octal; BigInt would read it as decimal.
  if (/^0[0-7]+$/.test(digits)) digits = `0o${digits.slice(1)}`;
  const value = BigInt(digits);
  return match[1] === "-" ? -value : value;
}

const MAX_DURATION_NS = 2 ** 63;

/** Reads a Go duration (`1.5h`, `2m0s`, `0`) as milliseconds. */
export function parseGoDuration(text: string): number | undefined {
  if (/^[+-]?0$/.test(text)) return 0;
  const nanoseconds = parseDurationNs(text);
  if (nanoseconds === undefined) return undefined;
  if (Math.abs(nanoseconds) >= MAX_DURATION_NS) return undefined;
  return Math.trunc(nanoseconds) / 1e6;
}

/** Writes milliseconds as Go prints a duration (`0s`, `1.5s`, `2m0s`). */
export function formatGoDuration(milliseconds: number): string {
  if (milliseconds === 0) return "0s";
  const sign = milliseconds < 0 ? "-" : "";
  const magnitude = Math.abs(milliseconds);
  if (magnitude < 0.001) return `${sign}${magnitude * 1e6}ns`;
  if (magnitude < 1) return `${sign}${magnitude * 1e3}µs`;
  if (magnitude < 1000) return `${sign}${magnitude}ms`;
  const hours = Math.floor(magnitude / 3_600_000);
  const minutes = Math.floor(magnitude / 60_000) % 60;
  const seconds = (magnitude % 60_000) / 1000;
  if (hours > 0) return `${sign}${hours}h${minutes}m${seconds}s`;
  if (minutes > 0) return `${sign}${minutes}m${seconds}s`;
  return `${sign}${seconds}s`;
}
