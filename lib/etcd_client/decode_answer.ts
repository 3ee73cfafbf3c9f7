import { type FieldKind, visitProtoFields } from "../protobuf/proto_fields.ts";
import type {
  AnswerHeader,
  EtcdAlarm,
  EtcdMember,
  MemberList,
  MemberStatus,
} from "./etcd_member.ts";

/** Decodes an answer with a header (field 1) and members. */
export function decodeMemberList(
  bytes: Uint8Array,
  membersField = 2,
): MemberList {
  const fields = readFields(bytes, {
    1: "bytes",
    [membersField]: "bytes",
  });
  return {
    ...decodeHeader(fields.bytes(1)),
    members: fields.all(membersField).map(decodeMember),
  };
}

/** Decodes one member. */
export function decodeMember(bytes: Uint8Array): EtcdMember {
  const fields = readFields(bytes, {
    1: "varint",
    2: "bytes",
    3: "bytes",
    4: "bytes",
    5: "varint",
  });
  return {
    id: fields.id(1),
    name: toText(fields.bytes(2)),
    peerUrls: fields.all(3).map(toText),
    clientUrls: fields.all(4).map(toText),
    isLearner: fields.number(5) !== 0,
  };
}

/** Decodes `StatusResponse`. */
export function decodeStatus(bytes: Uint8Array): MemberStatus {
  const fields = readFields(bytes, {
    1: "bytes",
    2: "bytes",
    3: "varint",
    4: "varint",
    5: "varint",
    6: "varint",
    7: "varint",
    8: "bytes",
    9: "varint",
    10: "varint",
  });
  return {
    ...decodeHeader(fields.bytes(1)),
    version: toText(fields.bytes(2)),
    dbSizeBytes: fields.number(3),
    leaderId: fields.id(4),
    raftIndex: fields.number(5),
    raftTerm: fields.number(6),
    raftAppliedIndex: fields.number(7),
    errors: fields.all(8).map(toText),
    dbSizeInUseBytes: fields.number(9),
    isLearner: fields.number(10) !== 0,
  };
}

/** Decodes `AlarmResponse`. */
export function decodeAlarms(bytes: Uint8Array): EtcdAlarm[] {
  const { all } = readFields(bytes, { 1: "bytes", 2: "bytes" });
  return all(2).map((alarm) => {
    const fields = readFields(alarm, { 1: "varint", 2: "varint" });
    const kind = ALARMS[fields.number(2)] ?? "UNKNOWN";
    return { memberId: fields.id(1), kind };
  });
}

const ALARMS: Readonly<Record<number, EtcdAlarm["kind"]>> = {
  1: "NOSPACE",
  2: "CORRUPT",
};

function decodeHeader(bytes: Uint8Array): AnswerHeader {
  const fields = readFields(bytes, { 1: "varint", 2: "varint", 3: "varint" });
  return {
    clusterId: fields.id(1),
    memberId: fields.id(2),
    revision: fields.number(3),
  };
}

/** The last value of a field, or all of them; zero and empty if it is missing. */
interface Fields {
  readonly id: (field: number) => string;
  readonly number: (field: number) => number;
  readonly bytes: (field: number) => Uint8Array;
  readonly all: (field: number) => readonly Uint8Array[];
}

function readFields(
  bytes: Uint8Array,
  kinds: Readonly<Record<number, FieldKind>>,
): Fields {
  const values = new Map<number, [a: number, b: number][]>();
  visitProtoFields({ bytes, start: 0, end: bytes.length }, kinds, (...it) => {
    const [field, a, b] = it;
    values.set(field, [...values.get(field) ?? [], [a, b]]);
  });
  const last = (field: number) => values.get(field)?.at(-1) ?? [0, 0];
  const slice = ([begin, end]: [number, number]) => bytes.subarray(begin, end);
  return {
    id: (field) => toHex(...last(field)),
    number: (field) => {
      const [low, high] = last(field);
      return high * 2 ** 32 + low;
    },
    bytes: (field) => slice(last(field)),
    all: (field) => (values.get(field) ?? []).map(slice),
  };
}

/** As etcd prints an identifier. */
function toHex(low: number, high: number): string {
  if (high === 0) return low.toString(16);
  return high.toString(16) + low.toString(16).padStart(8, "0");
}

function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
