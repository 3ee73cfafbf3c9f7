import { PlainReader } from "./plain_reader.ts";
import { visitProtoFields } from "../protobuf/proto_fields.ts";

/** Bytes in which a message lies. */
export interface MessageBytes {
  /** What the message is a part of. */
  readonly bytes: Uint8Array;
  /** Place of its first byte in `bytes`. */
  readonly start: number;
  /** Place behind its last byte in `bytes`. */
  readonly end: number;
}

/** Names a place in raft's log. */
export interface LogPosition {
  /** Number of an entry, counted from 1; 0 is before all entries. */
  readonly index: bigint;
  /** The raft term in which that entry was written. */
  readonly term: bigint;
}

/** What raft has promised to remember. */
export interface HardState {
  /** The last term that the member knew. */
  readonly term: bigint;
  /** ID of the member it voted for in that term, 0 for none. */
  readonly vote: bigint;
  /** Index of the last entry that it knew to be committed. */
  readonly commit: bigint;
}

/** Who takes part in a cluster. */
export interface ConfState {
  /** IDs of the members that vote. */
  readonly voters: readonly bigint[];
  /** IDs of the members that get the log but do not vote. */
  readonly learners: readonly bigint[];
  /** Voters of the configuration that is being left. */
  readonly votersOutgoing: readonly bigint[];
}

/** What a snapshot stands for. */
export interface SnapshotMetadata extends LogPosition {
  /** The members of the cluster at that place of the log. */
  readonly confState: ConfState;
}

/** An entry of raft's log. */
export interface Entry extends LogPosition {
  /** What the entry does to a member, `undefined` if it is about keys. */
  readonly change: MemberChange | undefined;
}

/** A change of the members of a cluster. */
export interface MemberChange {
  /** ID of the member. */
  readonly memberId: bigint;
  /** Whether the member is taken out. */
  readonly isRemoval: boolean;
}

/** The kind of entry that changes members, by its number in the file. */
const CHANGE_ENTRY = 1n;
/** The kind of change that takes a member out. */
const REMOVAL = 1;

/** Decodes `raftpb.Entry`, and of its data what it does to a member. */
export function decodeEntry(message: MessageBytes): Entry {
  return decodePlainEntry(message) ?? decodeAnyEntry(message);
}

/** Most of a log are entries about keys, in the usual form. */
function decodePlainEntry(
  { bytes, start, end }: MessageBytes,
): Entry | undefined {
  const reader = new PlainReader(bytes, start, end);
  if (!reader.read(0x08) || reader.number === Number(CHANGE_ENTRY)) {
    return undefined;
  }
  if (!reader.read(0x10)) return undefined;
  const term = reader.bigint;
  if (!reader.read(0x18)) return undefined;
  const index = reader.bigint;
  if (!reader.isAtEnd && !reader.readLast(0x22)) return undefined;
  return { index, term, change: undefined };
}

function decodeAnyEntry(message: MessageBytes): Entry {
  const { bytes } = message;
  let [type, term, index] = [0n, 0n, 0n];
  let [start, end] = [0, 0];
  visitProtoFields(message, ENTRY_KINDS, (field, a, b) => {
    if (field === 1) type = toBigInt(a, b);
    else if (field === 2) term = toBigInt(a, b);
    else if (field === 3) index = toBigInt(a, b);
    else [start, end] = [a, b];
  });
  const change = type === CHANGE_ENTRY
    ? decodeChange({ bytes, start, end })
    : undefined;
  return { index, term, change };
}

const ENTRY_KINDS = {
  1: "varint",
  2: "varint",
  3: "varint",
  4: "bytes",
} as const;

/**
 * Decodes `raftpb.ConfChange` as etcd writes it. Any other is none of a
 * log's matters: etcd decodes it when it applies the entry.
 */
function decodeChange(
  { bytes, start, end }: MessageBytes,
): MemberChange | undefined {
  const reader = new PlainReader(bytes, start, end);
  if (!reader.read(0x08) || !reader.read(0x10)) return undefined;
  const isRemoval = reader.number === REMOVAL;
  if (!reader.read(0x18)) return undefined;
  return { memberId: reader.bigint, isRemoval };
}

/** Decodes `raftpb.HardState`. */
export function decodeHardState(message: MessageBytes): HardState {
  return decodePlainState(message) ?? decodeAnyState(message);
}

/** There can be one behind every entry. */
function decodePlainState(
  { bytes, start, end }: MessageBytes,
): HardState | undefined {
  const reader = new PlainReader(bytes, start, end);
  if (!reader.read(0x08)) return undefined;
  const term = reader.bigint;
  if (!reader.read(0x10)) return undefined;
  const vote = reader.bigint;
  if (!reader.read(0x18) || !reader.isAtEnd) return undefined;
  return { term, vote, commit: reader.bigint };
}

function decodeAnyState(message: MessageBytes): HardState {
  const [term = 0n, vote = 0n, commit = 0n] = decodeNumbers(message, {
    1: "varint",
    2: "varint",
    3: "varint",
  });
  return { term, vote, commit };
}

/** Decodes `etcdserverpb.Metadata`. */
export function decodeMetadata(
  message: MessageBytes,
): { memberId: bigint; clusterId: bigint } {
  const [memberId = 0n, clusterId = 0n] = decodeNumbers(message, {
    1: "varint",
    2: "varint",
  });
  return { memberId, clusterId };
}

/** Decodes `walpb.Snapshot`, the record of a snapshot in the log. */
export function decodeSnapshotRecord(message: MessageBytes): LogPosition {
  let index = 0n;
  let term = 0n;
  visitProtoFields(message, { 1: "varint", 2: "varint", 3: "bytes" }, visit);
  return { index, term };

  function visit(field: number, a: number, b: number): void {
    if (field === 1) index = toBigInt(a, b);
    else if (field === 2) term = toBigInt(a, b);
    else decodeConfState({ bytes: message.bytes, start: a, end: b });
  }
}

/** Decodes `raftpb.SnapshotMetadata`. */
export function decodeSnapshotMetadata(
  message: MessageBytes,
): SnapshotMetadata {
  let index = 0n;
  let term = 0n;
  let confState = decodeConfState({ ...message, end: message.start });
  visitProtoFields(message, { 1: "bytes", 2: "varint", 3: "varint" }, visit);
  return { index, term, confState };

  function visit(field: number, a: number, b: number): void {
    if (field === 2) index = toBigInt(a, b);
    else if (field === 3) term = toBigInt(a, b);
    else {
      confState = decodeConfState({ bytes: message.bytes, start: a, end: b });
    }
  }
}

function decodeConfState(message: MessageBytes): ConfState {
  const lists: [bigint[], bigint[], bigint[], bigint[]] = [[], [], [], []];
  visitProtoFields(message, {
    1: "varints",
    2: "varints",
    3: "varints",
    4: "varints",
    5: "varint",
  }, (field, low, high) => lists[field - 1]?.push(toBigInt(low, high)));
  const [voters, learners, votersOutgoing] = lists;
  return { voters, learners, votersOutgoing };
}

/** The numbers of a message, by field number less one. */
function decodeNumbers(
  message: MessageBytes,
  kinds: Readonly<Record<number, "varint" | "bytes">>,
): (bigint | undefined)[] {
  const numbers: (bigint | undefined)[] = [];
  visitProtoFields(message, kinds, (field, low, high) => {
    if (kinds[field] === "varint") numbers[field - 1] = toBigInt(low, high);
  });
  return numbers;
}

function toBigInt(low: number, high: number): bigint {
  return high === 0 ? BigInt(low) : BigInt(high) << 32n | BigInt(low);
}
