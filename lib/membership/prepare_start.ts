import { delay } from "@std/async/delay";
import { createBackoff } from "../backoff.ts";
import { isRetriable } from "../etcd_client/is_retriable.ts";
import { describeError } from "../log/describe_error.ts";
import { carryOut } from "./carry_out.ts";
import { decideStart } from "./decide_start.ts";
import { gatherFacts } from "./gather_facts.ts";
import type {
  DataFacts,
  DecisionReport,
  MembershipOptions,
  StartPlan,
} from "./membership.ts";
import type { StartDecision } from "./start_decision.ts";
import type { StartFacts } from "./start_facts.ts";

/** What {@linkcode prepareStart} needs besides the configuration. */
export interface PrepareStartOptions {
  /** What the validation found. */
  readonly data: DataFacts;
  /** Hash of the configured cluster. */
  readonly clusterHash: string;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/** A member that does not answer must not keep one with data from starting. */
const WITH_DATA_TIMEOUT_MS = 1000;
const TIMEOUT_MS = 3000;
/** Members of a new cluster start together and look for each other. */
const FIRST_WAIT_MS = 200;
const MAX_WAIT_MS = 3000;

/**
 * Looks, decides and acts until etcd may be started. Before each step
 * everything is looked at again: what the records tell is never enough.
 *
 * @throws {MembershipError} When no waiting helps.
 */
export async function prepareStart(
  membership: MembershipOptions,
  options: PrepareStartOptions,
): Promise<StartPlan> {
  const { data, signal } = options;
  const waits = createBackoff({
    firstMs: FIRST_WAIT_MS,
    maxMs: MAX_WAIT_MS,
    jitter: 0.3,
  });
  const timeoutMs = data.state === "present"
    ? WITH_DATA_TIMEOUT_MS
    : TIMEOUT_MS;
  let said = "";
  let failed = "";
  while (true) {
    signal.throwIfAborted();
    const facts = await gatherFacts(membership, { ...options, timeoutMs });
    const decision = decideStart(facts);
    const { reason } = decision;
    if (reason !== said) {
      waits.reset();
      reportDecision(membership, decision, facts);
      membership.onProgress(reason);
    }
    said = reason;
    const { plan, isChanged, failure } = await carryOut(membership, {
      decision,
      facts,
      signal,
    });
    if (plan !== undefined) return plan;
    if (isChanged) continue;
    if (failure !== undefined && describeError(failure) !== failed) {
      failed = describeError(failure);
      logFailure(membership, decision, failure);
    }
    await delay(waits.next(), { signal }).catch(() => {});
  }
}

function logFailure(
  { logger, onProgress }: MembershipOptions,
  { kind, reason }: StartDecision,
  error: unknown,
): void {
  const log = isRetriable(error) ? logger.warn : logger.error;
  log("cannot change the cluster's members, trying again", {
    step: kind,
    error,
  });
  onProgress(`${reason}; ${describeError(error)}`);
}

function reportDecision(
  { logger, onDecision }: MembershipOptions,
  { kind, reason }: StartDecision,
  facts: StartFacts,
): void {
  const described = describeFacts(facts);
  const decision = { decision: kind, reason };
  const log = kind === "stop" ? logger.error : logger.info;
  log("decided how this member starts", { ...decision, ...described });
  onDecision({ ...decision, facts: described });
}

function describeFacts(
  { data, records, cluster, wrappers }: StartFacts,
): DecisionReport["facts"] {
  return {
    data: data.state,
    memberId: data.identity?.memberId,
    bootstrap: records.bootstrap?.phase,
    join: records.join?.phase,
    clusters: cluster.running.map(({ clusterId, members, healthyIds }) =>
      `${clusterId}: ${healthyIds.length} of ${members.length} healthy`
    ),
    wrappers: Object.fromEntries(
      [...wrappers].map((
        [peer, { state }],
      ) => [peer, state?.state ?? "silent"]),
    ),
  };
}
