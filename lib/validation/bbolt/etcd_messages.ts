import type { MessageShape } from "./message_shape.ts";

const VARINT = 0;
const BYTES = 2;

/** A revision of a key: key, three revisions, value, lease. */
export const KEY_VALUE: MessageShape = [
  undefined,
  BYTES,
  VARINT,
  VARINT,
  VARINT,
  BYTES,
  VARINT,
];

/** A lease: id, time to live, time that remained at the last checkpoint. */
export const LEASE: MessageShape = [undefined, VARINT, VARINT, VARINT];

/** An alarm: the member and the kind. */
export const ALARM_MEMBER: MessageShape = [undefined, VARINT, VARINT];

/** A user: name, password, roles, options. */
export const AUTH_USER: MessageShape = [
  undefined,
  BYTES,
  BYTES,
  BYTES,
  [undefined, VARINT],
];

/** A role: name, permissions (kind, key, end of the range). */
export const AUTH_ROLE: MessageShape = [
  undefined,
  BYTES,
  [undefined, VARINT, BYTES, BYTES],
];
