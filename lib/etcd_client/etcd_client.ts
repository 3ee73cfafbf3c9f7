import { encodeProtoMessage } from "../protobuf/proto_message.ts";
import { withDeadline } from "../with_deadline.ts";
import {
  decodeAlarms,
  decodeMemberList,
  decodeStatus,
} from "./decode_answer.ts";
import type { EtcdAlarm, MemberList, MemberStatus } from "./etcd_member.ts";
import { callUnary } from "./unary_call.ts";

/** What {@linkcode createEtcdClient} needs. */
export interface EtcdClientOptions {
  /** A member's client URL. */
  readonly url: string;
  /** Speaks HTTP/2 and knows the certificates; stays the caller's. */
  readonly http: Deno.HttpClient;
  /** Limit of every call. @default {5000} */
  readonly timeoutMs?: number;
}

/**
 * Calls one member of etcd. Identifiers are hexadecimal, as etcd prints them.
 * Every call ends by its deadline with a `DeadlineError`, and rejects with an
 * `EtcdAnswerError` when etcd refuses; `isRetriable` tells what may pass.
 */
export interface EtcdClient {
  /** The member's client URL. */
  readonly url: string;
  /** Lists the members, through consensus from etcd 3.5 on if asked for. */
  readonly memberList: (
    options: { readonly linearizable: boolean },
    signal: AbortSignal,
  ) => Promise<MemberList>;
  /** Adds a learner and gives the list with it. */
  readonly memberAddAsLearner: (
    peerUrls: readonly string[],
    signal: AbortSignal,
  ) => Promise<MemberList>;
  /** Removes a member and gives the list without it. */
  readonly memberRemove: (
    id: string,
    signal: AbortSignal,
  ) => Promise<MemberList>;
  /** Gives a learner its vote; etcd refuses until it has caught up. */
  readonly memberPromote: (
    id: string,
    signal: AbortSignal,
  ) => Promise<MemberList>;
  /** Changes a member's peer URLs. */
  readonly memberUpdate: (
    member: { readonly id: string; readonly peerUrls: readonly string[] },
    signal: AbortSignal,
  ) => Promise<MemberList>;
  /** The state of the member that is asked; learners answer, too. */
  readonly status: (signal: AbortSignal) => Promise<MemberStatus>;
  /** Hands the leadership over; only the leader does it. */
  readonly moveLeader: (
    targetId: string,
    signal: AbortSignal,
  ) => Promise<void>;
  /** The alarms that are raised, of all members. */
  readonly alarms: (signal: AbortSignal) => Promise<readonly EtcdAlarm[]>;
  /** Takes an alarm back. */
  readonly disarm: (alarm: EtcdAlarm, signal: AbortSignal) => Promise<void>;
  /** Forgets what is older than a revision; physically: waits until it is gone. */
  readonly compact: (
    options: { readonly revision: number; readonly isPhysical: boolean },
    signal: AbortSignal,
  ) => Promise<void>;
  /** Gives free space of the database back; the member stands still meanwhile. */
  readonly defragment: (signal: AbortSignal) => Promise<void>;
}

/** etcd itself gives up on consensus after 5 s and two elections. */
const TIMEOUT_MS = 5000;

/** Creates a client of one member; there is nothing to close. */
export function createEtcdClient(options: EtcdClientOptions): EtcdClient {
  const { http, timeoutMs = TIMEOUT_MS } = options;
  const url = options.url.replace(/\/+$/, "");
  const call = (
    method: string,
    fields: Parameters<typeof encodeProtoMessage>[0],
    signal: AbortSignal,
  ) =>
    withDeadline(timeoutMs, signal, (signal) =>
      callUnary({
        baseUrl: url,
        client: http,
        method: `etcdserverpb.${method}`,
        request: encodeProtoMessage(fields),
        signal,
      }));
  return {
    url,
    async memberList({ linearizable }, signal) {
      const fields = { 1: linearizable };
      return decodeMemberList(
        await call("Cluster/MemberList", fields, signal),
      );
    },
    async memberAddAsLearner(peerUrls, signal) {
      const fields = { 1: peerUrls, 2: true };
      return decodeMemberList(
        await call("Cluster/MemberAdd", fields, signal),
        ADDED_MEMBERS_FIELD,
      );
    },
    async memberRemove(id, signal) {
      return decodeMemberList(
        await call("Cluster/MemberRemove", { 1: { id } }, signal),
      );
    },
    async memberPromote(id, signal) {
      return decodeMemberList(
        await call("Cluster/MemberPromote", { 1: { id } }, signal),
      );
    },
    async memberUpdate({ id, peerUrls }, signal) {
      return decodeMemberList(
        await call("Cluster/MemberUpdate", { 1: { id }, 2: peerUrls }, signal),
      );
    },
    async status(signal) {
      return decodeStatus(await call("Maintenance/Status", {}, signal));
    },
    async moveLeader(targetId, signal) {
      await call("Maintenance/MoveLeader", { 1: { id: targetId } }, signal);
    },
    async alarms(signal) {
      return decodeAlarms(await call("Maintenance/Alarm", {}, signal));
    },
    async disarm({ memberId, kind }, signal) {
      const alarm = kind === "NOSPACE" ? "1" : kind === "CORRUPT" ? "2" : "0";
      const fields = { 1: DEACTIVATE, 2: { id: memberId }, 3: { id: alarm } };
      await call("Maintenance/Alarm", fields, signal);
    },
    async compact({ revision, isPhysical }, signal) {
      const fields = { 1: { id: revision.toString(16) }, 2: isPhysical };
      await call("KV/Compact", fields, signal);
    },
    async defragment(signal) {
      await call("Maintenance/Defragment", {}, signal);
    },
  };
}

const DEACTIVATE = { id: "2" } as const;

/** `MemberAddResponse` has the new member in between. */
const ADDED_MEMBERS_FIELD = 3;
