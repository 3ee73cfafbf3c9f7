import { CAUSES } from "./cause.ts";
import type { ConfigDrift } from "../config/own/config_watch.ts";
import type {
  Health,
  LastStopFacts,
  SidecarFacts,
  StartDecisionFacts,
} from "./health.ts";
import type { MemberFacts } from "./member_facts.ts";

/** A value of JSON. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** An object of JSON. */
export interface JsonObject {
  /** Its members. */
  readonly [key: string]: JsonValue;
}

/**
 * The health as `/status` and `/events` show it; `docs/status.schema.json`
 * describes it. What is not known is null.
 */
export function statusDocument(health: Health): JsonObject {
  const { phase, readiness, versions, plannedRestart } = health;
  return {
    schemaVersion: 1,
    ...causeDocument(health),
    startedAt: timeText(health.startedAtMs),
    firstReadyAt: timeText(health.firstReadyAtMs),
    timeline: health.timeline.map(({ name, fromMs, toMs }) => ({
      phase: name,
      from: timeText(fromMs),
      to: timeText(toMs),
    })),
    progressPercent: phase.progressPercent ?? null,
    readiness: readiness === undefined ? null : {
      checkedAt: timeText(readiness.checkedAtMs),
      latencyMs: Math.round(readiness.latencyMs * 10) / 10,
      error: readiness.error ?? null,
    },
    member: memberDocument(health.member),
    sidecar: sidecarDocument(health.sidecar),
    lastStop: lastStopDocument(health.lastStop),
    certificates: health.certificates.map((certificate) => ({
      path: certificate.path,
      usages: certificate.usages,
      commonName: certificate.commonName ?? null,
      expiresAt: timeText(certificate.expiresAtMs),
      restartNeeded: certificate.isRestartNeeded,
      error: certificate.error ?? null,
    })),
    connection: health.connection === undefined
      ? null
      : { ...health.connection },
    plannedRestart: plannedRestart === undefined ? null : { ...plannedRestart },
    startDecision: decisionDocument(health.startDecision),
    configDrift: driftDocument(health.configDrift),
    versions: { ...versions, etcd: versions.etcd ?? null },
  };
}

/** The part that says why, which `/readyz?verbose` answers with. */
export function causeDocument(health: Health): JsonObject {
  const { cause, phase } = health;
  return {
    ready: health.isReady,
    cause: cause ?? null,
    meaning: cause === undefined ? null : CAUSES[cause],
    detail: phase.detail,
    phase: phase.name,
    since: timeText(phase.sinceMs),
  };
}

function memberDocument(member: MemberFacts | undefined): JsonObject | null {
  if (member === undefined) return null;
  const { quorum } = member;
  return {
    asOf: timeText(member.asOfMs),
    id: member.id,
    role: member.role,
    leaderId: member.leaderId ?? null,
    raftTerm: member.raftTerm,
    raftIndex: member.raftIndex,
    raftAppliedIndex: member.raftAppliedIndex,
    dbSizeBytes: member.dbSizeBytes,
    dbInUseBytes: member.dbInUseBytes,
    quotaBytes: member.quotaBytes,
    alarms: member.alarms,
    version: member.version,
    members: member.members.map((other) => ({
      id: other.id,
      name: other.name,
      peerUrls: other.peerUrls,
      clientUrls: other.clientUrls,
      learner: other.isLearner,
      self: other.isSelf,
      answers: other.answers ?? null,
    })),
    quorum: quorum === undefined ? null : { ...quorum },
  };
}

function sidecarDocument(sidecar: SidecarFacts | undefined): JsonObject | null {
  if (sidecar === undefined) return null;
  return {
    attempts: sidecar.attempts,
    failures: sidecar.failures,
    lastOperation: sidecar.lastOperation,
    lastAnswer: sidecar.lastAnswer,
    lastAnswerAt: timeText(sidecar.lastAnswerAtMs),
    backOffMs: sidecar.backOffMs === undefined
      ? null
      : Math.round(sidecar.backOffMs),
  };
}

function decisionDocument(
  decision: StartDecisionFacts | undefined,
): JsonObject | null {
  if (decision === undefined) return null;
  const { memberId, bootstrap, join, ...facts } = decision.facts;
  return {
    at: timeText(decision.atMs),
    decision: decision.decision,
    reason: decision.reason,
    facts: {
      ...facts,
      memberId: memberId ?? null,
      bootstrap: bootstrap ?? null,
      join: join ?? null,
    },
  };
}

function driftDocument(drift: ConfigDrift | undefined): JsonObject | null {
  const { keys = [], problem = "" } = drift ?? {};
  return keys.length === 0 && problem === "" ? null : { keys, problem };
}

function lastStopDocument(
  lastStop: LastStopFacts | undefined,
): JsonObject | null {
  if (lastStop === undefined) return null;
  return {
    at: timeText(lastStop.atMs),
    cause: lastStop.cause,
    signal: lastStop.signal ?? null,
    phase: lastStop.phase ?? null,
    clean: lastStop.isClean,
    durationMs: lastStop.durationMs ?? null,
    exitCode: lastStop.exitCode ?? null,
    error: lastStop.error ?? null,
    etcdVersion: lastStop.etcdVersion ?? null,
    raftIndex: lastStop.raftIndex ?? null,
    restartsByCause: { ...lastStop.restartsByCause },
  };
}

function timeText(timeMs: number): string;
function timeText(timeMs: number | undefined): string | null;
function timeText(timeMs: number | undefined): string | null {
  return timeMs === undefined ? null : new Date(timeMs).toISOString();
}
