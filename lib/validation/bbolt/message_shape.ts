/**
 * Wire types by field number: what a field of a message has to be. A nested
 * message is a shape of its own.
 */
export type MessageShape = readonly (number | MessageShape | undefined)[];

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const GROUP_START = 3;
const GROUP_END = 4;
const FIXED32 = 5;
const MAX_VARINT_BYTES = 10;

/** Says whether bytes decode as a message; unknown fields may be in it. */
export function isMessage(bytes: Uint8Array, shape: MessageShape): boolean {
  return isMessagePart(bytes, 0, bytes.length, shape);
}

/** As {@linkcode isMessage} for a part of a buffer, without a copy. */
export function isMessagePart(
  bytes: Uint8Array,
  start: number,
  end: number,
  shape: MessageShape,
): boolean {
  let at = start;
  while (at < end) {
    const tagEnd = afterVarint(bytes, at, end);
    if (tagEnd < 0) return false;
    const tag = tagEnd === at + 1 ? bytes[at] ?? 0 : varint(bytes, at, tagEnd);
    const type = tag % 8;
    const field = Math.floor(tag / 8) | 0;
    const wanted = shape[field];
    if (field <= 0 || type === GROUP_END) return false;
    if (wanted !== undefined && type !== wireType(wanted)) return false;
    const next = afterValue(bytes, tagEnd, end, type);
    if (next < 0) return false;
    if (typeof wanted === "object") {
      const start = afterVarint(bytes, tagEnd, end);
      if (!isMessagePart(bytes, start, next, wanted)) return false;
    }
    at = next;
  }
  return true;
}

function wireType(wanted: number | MessageShape): number {
  return typeof wanted === "number" ? wanted : DELIMITED;
}

/** Where the value of a field ends; negative when it is cut or malformed. */
function afterValue(
  bytes: Uint8Array,
  at: number,
  end: number,
  type: number,
): number {
  let next = -1;
  if (type === VARINT) return afterVarint(bytes, at, end);
  if (type === DELIMITED) {
    const start = afterVarint(bytes, at, end);
    if (start >= 0) next = start + varint(bytes, at, start);
  } else if (type === FIXED64) next = at + 8;
  else if (type === FIXED32) next = at + 4;
  else if (type === GROUP_START) return afterGroup(bytes, at, end);
  return next <= end ? next : -1;
}

/** Counts the depth instead of recurring: it may be as deep as it is long. */
function afterGroup(bytes: Uint8Array, at: number, end: number): number {
  let depth = 1;
  let next = at;
  while (next < end) {
    const tagEnd = afterVarint(bytes, next, end);
    if (tagEnd < 0) return -1;
    const type = (bytes[next] ?? 0) & 7;
    if (type === GROUP_START) depth++;
    else if (type === GROUP_END) depth--;
    if (depth === 0) return tagEnd;
    const isMark = type === GROUP_START || type === GROUP_END;
    next = isMark ? tagEnd : afterValue(bytes, tagEnd, end, type);
    if (next < 0) return -1;
  }
  return -1;
}

function afterVarint(bytes: Uint8Array, at: number, end: number): number {
  const limit = Math.min(end, at + MAX_VARINT_BYTES);
  for (let next = at; next < limit; next++) {
    if ((bytes[next] ?? 0) < 0x80) return next + 1;
  }
  return -1;
}

/** Exact up to 2^53; what is larger is too large for any use here. */
function varint(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let next = end - 1; next >= at; next--) {
    value = value * 128 + ((bytes[next] ?? 0) & 0x7f);
  }
  return value;
}
