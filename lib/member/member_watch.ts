import type { MemberClient } from "../etcd/member_client.ts";
import type { Readiness } from "../etcd/readiness.ts";
import type { EtcdMember, MemberStatus } from "../etcd_client/etcd_member.ts";
import type {
  AlarmName,
  ClusterMemberFacts,
  MemberFacts,
} from "../health/member_facts.ts";
import type { HealthTracker } from "../health/health_tracker.ts";
import type { Members } from "../config/members.ts";
import { describeError } from "../log/describe_error.ts";
import type { Logger } from "../log/logger.ts";
import { withDeadline } from "../with_deadline.ts";
import { askMembers, quorumOf } from "./ask_members.ts";
import { diagnose } from "./diagnosis.ts";
import { causeOfFailure } from "./failure_cause.ts";

/** What {@linkcode createMemberWatch} needs. */
export interface MemberWatchOptions {
  /** Asks the own member and the others. */
  readonly client: Pick<MemberClient, "clientAt">;
  /** The member's name. */
  readonly name: string;
  /** The members as the configuration has them. */
  readonly initialCluster: Members;
  /** 0 for etcd's default. */
  readonly quotaBackendBytes: number;
  /** Told what is found. */
  readonly health: HealthTracker;
  /** Gets what goes wrong. */
  readonly logger: Logger;
}

/** Looks closer at a member; disposing of it ends a look that is under way. */
export interface MemberWatch extends AsyncDisposable {
  /** Takes the result of a readiness check, and looks closer if it is time. */
  readonly onReadiness: (readiness: Readiness) => void;
}

/** Every third check of a ready member, which is every 6 s: one small call. */
const CHECKS_PER_LOOK = 3;
/** Every tenth of those also asks who the members are, and each of them. */
const LOOKS_PER_ROUND = 10;
const STATUS_TIMEOUT_MS = 1000;
const DEFAULT_QUOTA_BYTES = 2 * 1024 ** 3;

/**
 * Creates the watch. It never delays a readiness check: a look runs beside it,
 * one at a time.
 */
export function createMemberWatch(options: MemberWatchOptions): MemberWatch {
  const stop = new AbortController();
  let looking: Promise<void> | undefined;
  let checks = 0;
  let looks = 0;

  function onReadiness(readiness: Readiness): void {
    const isDue = !readiness.isReady || checks++ % CHECKS_PER_LOOK === 0;
    if (!isDue || looking !== undefined || stop.signal.aborted) return;
    const isRound = !readiness.isReady || looks++ % LOOKS_PER_ROUND === 0;
    looking = look(options, { readiness, isRound, signal: stop.signal })
      .catch((error) => {
        if (stop.signal.aborted) return;
        options.logger.debug("cannot look closer at the member", { error });
      })
      .finally(() => looking = undefined);
  }

  return {
    onReadiness,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await looking;
    },
  };
}

interface Look {
  readonly readiness: Readiness;
  /** Whether the other members are asked, too. */
  readonly isRound: boolean;
  readonly signal: AbortSignal;
}

async function look(
  options: MemberWatchOptions,
  { readiness, isRound, signal }: Look,
): Promise<void> {
  const { health } = options;
  const status = await askStatus(options, signal);
  const members = isRound
    ? await askOthers(options, { status, signal })
    : health.current.member?.members ?? [];
  signal.throwIfAborted();
  if (status !== undefined) {
    health.update({ member: toMemberFacts(options, { status, members }) });
  } else if (members.length > 0) takeMembers(options, members);
  if (!readiness.isReady) explain(options, { readiness, status, members });
}

async function askStatus(
  { client, health }: MemberWatchOptions,
  signal: AbortSignal,
): Promise<MemberStatus | undefined> {
  try {
    const status = await withDeadline(
      STATUS_TIMEOUT_MS,
      signal,
      (limited) => client.clientAt().status(limited),
    );
    health.update({ etcdAnsweredMs: performance.now() });
    return status;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

async function askOthers(
  options: MemberWatchOptions,
  found: {
    readonly status: MemberStatus | undefined;
    readonly signal: AbortSignal;
  },
): Promise<ClusterMemberFacts[]> {
  const { client, name, health } = options;
  const { status, signal } = found;
  return await askMembers({
    members: await listMembers(options, found),
    ownId: status?.memberId ?? health.current.member?.id,
    ownName: name,
    // A member that has not served yet waits for the others to vote with it.
    isSelfAnswering: status !== undefined ||
      health.current.firstReadyAtMs === undefined,
    clientAt: client.clientAt,
    signal,
  });
}

/** etcd's own list, else the one that it had before, else the configured one. */
async function listMembers(
  { client, initialCluster, health, name }: MemberWatchOptions,
  { status, signal }: {
    readonly status: MemberStatus | undefined;
    readonly signal: AbortSignal;
  },
): Promise<readonly EtcdMember[]> {
  if (status !== undefined) {
    const list = await withDeadline(
      STATUS_TIMEOUT_MS,
      signal,
      (limited) =>
        client.clientAt().memberList({ linearizable: false }, limited),
    ).catch(() => undefined);
    if (list !== undefined) return list.members;
  }
  const known = health.current.member?.members ?? [];
  if (known.length > 0) return known;
  return [...initialCluster].map(([memberName, peerUrls]) => ({
    id: memberName === name ? status?.memberId ?? "" : "",
    name: memberName,
    peerUrls,
    clientUrls: [],
    isLearner: false,
  }));
}

function explain(
  { health }: MemberWatchOptions,
  { readiness, status, members }: {
    readonly readiness: Readiness;
    readonly status: MemberStatus | undefined;
    readonly members: readonly ClusterMemberFacts[];
  },
): void {
  const { phase, firstReadyAtMs } = health.current;
  const isCurrent = phase.name === "not ready" ||
    phase.name === "waiting until etcd is ready";
  // The member may have become ready, or been stopped, in the meantime.
  if (!isCurrent) return;
  const failure = describeError(readiness.error);
  const { cause, detail } = diagnose({
    failure: causeOfFailure(readiness.error),
    wasReady: firstReadyAtMs !== undefined,
    isAnswering: status !== undefined,
    isLearner: status?.isLearner ?? false,
    hasLeader: status !== undefined && status.leaderId !== NO_LEADER,
    quorum: quorumOf(members),
    silent: members.filter(({ answers }) => answers === false)
      .map(({ name, id }) => name || id),
  });
  health.enter(phase.name, {
    cause,
    detail: detail === "" ? failure : `${failure}; ${detail}`,
  });
}

function takeMembers(
  { health }: MemberWatchOptions,
  members: readonly ClusterMemberFacts[],
): void {
  const { member } = health.current;
  if (member === undefined) return;
  health.update({
    member: { ...member, members, quorum: quorumOf(members) },
  });
}

/** etcd's word for "none". */
const NO_LEADER = "0";

function toMemberFacts(
  { quotaBackendBytes }: MemberWatchOptions,
  { status, members }: {
    readonly status: MemberStatus;
    readonly members: readonly ClusterMemberFacts[];
  },
): MemberFacts {
  const { memberId, leaderId, isLearner } = status;
  const votingRole = leaderId === memberId ? "leader" : "follower";
  return {
    asOfMs: Date.now(),
    id: memberId,
    role: isLearner ? "learner" : votingRole,
    leaderId: leaderId === NO_LEADER ? undefined : leaderId,
    raftTerm: status.raftTerm,
    raftIndex: status.raftIndex,
    raftAppliedIndex: status.raftAppliedIndex,
    dbSizeBytes: status.dbSizeBytes,
    dbInUseBytes: status.dbSizeInUseBytes,
    quotaBytes: quotaBackendBytes || DEFAULT_QUOTA_BYTES,
    alarms: ALARMS.filter((alarm) =>
      status.errors.some((error) => error.includes(`alarm:${alarm}`))
    ),
    version: status.version,
    members,
    quorum: quorumOf(members),
  };
}

const ALARMS: readonly AlarmName[] = ["NOSPACE", "CORRUPT"];
