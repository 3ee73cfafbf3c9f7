import type { EtcdBucket } from "./etcd_bucket.ts";
import { isDowngradeJson, isMemberJson } from "./etcd_json.ts";
import {
  ALARM_MEMBER,
  AUTH_ROLE,
  AUTH_USER,
  KEY_VALUE,
  LEASE,
} from "./etcd_messages.ts";
import { isMessage, type MessageShape } from "./message_shape.ts";
import type { ProblemCode } from "./problems.ts";

/** What is wrong with an entry. */
export interface EntryFault {
  /** The kind of problem. */
  readonly code: ProblemCode;
  /** What is wrong. */
  readonly message: string;
}

const REVISION_BYTES = 17;
const TOMBSTONE_BYTES = 18;
const SEPARATOR = "_".charCodeAt(0);
const MEMBER_ID_REGEXP = /^[0-9a-f]{1,16}$/i;
/** As strict as the library that etcd parses versions with. */
const VERSION_REGEXP = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

type Check = (value: Uint8Array, key: Uint8Array) => EntryFault | undefined;

const META_CHECKS: Readonly<Record<string, Check>> = {
  ["consistent_index"]: (value) => atLeast(value, 8),
  term: (value) => atLeast(value, 8),
  scheduledCompactRev: (value) => revision(value),
  finishedCompactRev: (value) => revision(value),
};

const CLUSTER_CHECKS: Readonly<Record<string, Check>> = {
  clusterVersion: (value) => text(value, isVersion),
  downgrade: (value) => text(value, isDowngradeJson),
};

const CHECKS: Readonly<Record<EtcdBucket, Check>> = {
  key: (value, key) => revisionKey(key) ?? message(value, KEY_VALUE),
  meta: (value, key) => byName(META_CHECKS, key)?.(value, key),
  lease: (value, key) => atLeast(key, 8) ?? message(value, LEASE),
  alarm: (_, key) => message(key, ALARM_MEMBER),
  cluster: (value, key) => byName(CLUSTER_CHECKS, key)?.(value, key),
  members: (value, key) => memberId(key) ?? text(value, isMemberJson),
  ["members_removed"]: (_, key) => memberId(key),
  auth: (value, key) =>
    decode(key) === "authRevision" ? atLeast(value, 8) : undefined,
  authUsers: (value) => message(value, AUTH_USER),
  authRoles: (value) => message(value, AUTH_ROLE),
};

/** What etcd could not read of an entry of one of its buckets. */
export function entryFault(
  bucket: EtcdBucket,
  entry: { readonly key: Uint8Array; readonly value: Uint8Array },
): EntryFault | undefined {
  const fault = CHECKS[bucket](entry.value, entry.key);
  return fault &&
    { ...fault, message: `${fault.message} (bucket "${bucket}")` };
}

/** Says whether a key of the bucket `key` is a revision. */
function revisionKey(key: Uint8Array): EntryFault | undefined {
  const isLong = key.length === REVISION_BYTES ||
    key.length === TOMBSTONE_BYTES;
  const isRevision = isLong && key[8] === SEPARATOR &&
    (key[0] ?? 0) < 0x80 && (key[9] ?? 0) < 0x80;
  return isRevision
    ? undefined
    : { code: "DB_REVISION_KEY", message: "A key is not a revision" };
}

function revision(value: Uint8Array): EntryFault | undefined {
  return revisionKey(value) === undefined
    ? undefined
    : format("A value is not a revision");
}

function message(
  bytes: Uint8Array,
  shape: MessageShape,
): EntryFault | undefined {
  return isMessage(bytes, shape)
    ? undefined
    : format("A message cannot be decoded, and etcd does not start");
}

function atLeast(bytes: Uint8Array, length: number): EntryFault | undefined {
  return bytes.length >= length
    ? undefined
    : format(`A number has ${bytes.length} bytes instead of ${length}`);
}

function text(
  value: Uint8Array,
  accepts: (text: string) => boolean,
): EntryFault | undefined {
  return accepts(decode(value))
    ? undefined
    : format("A text cannot be parsed, and etcd does not start");
}

function memberId(key: Uint8Array): EntryFault | undefined {
  return MEMBER_ID_REGEXP.test(decode(key))
    ? undefined
    : format("A key is not the id of a member");
}

function format(message: string): EntryFault {
  return { code: "DB_VALUE_FORMAT", message };
}

function byName(
  checks: Readonly<Record<string, Check>>,
  key: Uint8Array,
): Check | undefined {
  const name = decode(key);
  return Object.hasOwn(checks, name) ? checks[name] : undefined;
}

function isVersion(text: string): boolean {
  return VERSION_REGEXP.test(text);
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
