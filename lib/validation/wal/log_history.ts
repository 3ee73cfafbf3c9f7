import {
  decodeEntry,
  decodeHardState,
  decodeMetadata,
  decodeSnapshotRecord,
  type Entry,
  type HardState,
  type LogPosition,
} from "../raft_messages.ts";
import { ProtoError } from "../../protobuf/proto_fields.ts";
import { EntryLog } from "./entry_log.ts";
import { RecordError } from "./record_error.ts";
import { RECORD_TYPE, type WalRecord } from "./wal_record.ts";

/** An entry that changes who belongs to the cluster. */
export interface MembershipChange {
  /** Index of the entry. */
  readonly index: bigint;
  /** Whether it takes the member out. */
  readonly isRemoval: boolean;
}

/** Something at a place of the log. */
export interface LogNote {
  /** The code of the finding that it becomes. */
  readonly code: string;
  /** The segment that it is about, counted from 0. */
  readonly segment: number;
  /** Where its record begins in the segment, in bytes. */
  readonly offset: number;
  /** What was noticed there. */
  readonly message: string;
}

/** Whose log it is. */
export interface WalIdentity {
  /** ID of the member that writes the log. */
  readonly memberId: bigint;
  /** ID of the cluster that the member belongs to. */
  readonly clusterId: bigint;
}

/** Collects what the records of a log tell, in their order. */
export class LogHistory {
  /** What is known of the entries. */
  readonly entries: EntryLog = new EntryLog((code, message) =>
    this.#note(code, message)
  );
  /** All snapshots that are recorded, committed or not, each with its segment. */
  readonly snapshots: (LogPosition & { readonly segment: number })[] = [];
  /** Hints that raft did not write what stands there. */
  readonly oddities: LogNote[] = [];
  /** What stops a start that reads it, but not one that begins behind it. */
  readonly obstacles: LogNote[] = [];
  /** Whose log it is, by the last record that says so. */
  identity: WalIdentity | undefined;
  /** The last state of each segment that has one. */
  readonly states: (HardState | undefined)[] = [];
  /** The segments in which the identity was seen. */
  readonly identified: Set<number> = new Set();
  /** The last change of each member, which may be overwritten later. */
  readonly #changes = new Map<bigint, MembershipChange>();
  #state: HardState | undefined;
  #metadata: Uint8Array | undefined;
  #segment = 0;
  #offset = 0;

  /** The last state of all. */
  get state(): HardState | undefined {
    return this.#state;
  }

  /** The last entry that puts a member in the cluster or takes it out. */
  membershipOf(memberId: bigint): MembershipChange | undefined {
    return this.#changes.get(memberId);
  }

  /** Takes the next record; throws a `RecordError` if etcd reads no further. */
  add(record: WalRecord, segment: number): void {
    this.#segment = segment;
    this.#offset = record.offset;
    try {
      this.#add(record);
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error;
      const message = `what a record holds cannot be decoded: ${error.message}`;
      // Of older segments etcd looks at the snapshots and states only.
      if (record.type === RECORD_TYPE.entry) {
        this.#obstruct("WAL_CONTENT", message);
      } else throw new RecordError("WAL_CONTENT", record.offset, message);
    }
  }

  #add({ type, data, offset }: WalRecord): void {
    switch (type) {
      case RECORD_TYPE.metadata:
        return this.#addMetadata(data.bytes.slice(data.start, data.end));
      case RECORD_TYPE.entry:
        return this.#addEntry(decodeEntry(data), offset);
      case RECORD_TYPE.state:
        return this.#addState(decodeHardState(data));
      case RECORD_TYPE.snapshot:
        this.snapshots.push({
          ...decodeSnapshotRecord(data),
          segment: this.#segment,
        });
        return;
      case RECORD_TYPE.crc:
        return;
      default:
        this.#obstruct("WAL_RECORD_TYPE", "etcd does not know a record's type");
    }
  }

  #addEntry(entry: Entry, offset: number): void {
    this.entries.add(entry, this.#segment, offset);
    const { change, index } = entry;
    if (change === undefined) return;
    const { memberId, isRemoval } = change;
    this.#changes.set(memberId, { index, isRemoval });
  }

  #addMetadata(metadata: Uint8Array): void {
    const known = this.#metadata;
    const isFirst = !this.identified.has(this.#segment);
    if (known !== undefined && !areEqual(known, metadata)) {
      const message = "it belongs to another member or cluster than before";
      this.#obstruct(isFirst ? "WAL_OWNER" : "WAL_METADATA", message);
    }
    this.#metadata = metadata;
    this.identified.add(this.#segment);
    this.identity = decodeMetadata({
      bytes: metadata,
      start: 0,
      end: metadata.length,
    });
  }

  #addState(state: HardState): void {
    const before = this.#state;
    this.#state = state;
    this.states[this.#segment] = state;
    this.entries.commit = state.commit;
    if (before === undefined) return;
    if (state.term < before.term) {
      const message = `the term falls from ${before.term} to ${state.term}`;
      this.#note("WAL_STATE_TERM", message);
    }
    if (state.commit < before.commit) {
      this.#note(
        "WAL_STATE_COMMIT",
        `the commit index falls from ${before.commit} to ${state.commit}`,
      );
    }
    if (
      state.term === before.term && before.vote !== 0n &&
      state.vote !== before.vote
    ) this.#note("WAL_STATE_VOTE", `the vote changes in term ${state.term}`);
  }

  #note(code: string, message: string): void {
    // The first of its kind says it all, and a list has to end.
    if (this.oddities.some((note) => note.code === code)) return;
    this.oddities.push(this.#here(code, message));
  }

  #obstruct(code: string, message: string): void {
    // One in each segment is enough.
    const segment = this.#segment;
    if (
      this.obstacles.some((it) => it.code === code && it.segment === segment)
    ) return;
    this.obstacles.push(this.#here(code, message));
  }

  #here(code: string, message: string): LogNote {
    return { code, segment: this.#segment, offset: this.#offset, message };
  }
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
