import { DeadlineError } from "../with_deadline.ts";
import { EtcdAnswerError } from "./etcd_answer_error.ts";

/** gRPC's numbers. */
const DEADLINE_EXCEEDED = 4;
const RESOURCE_EXHAUSTED = 8;
const UNAVAILABLE = 14;
const PASSING: ReadonlySet<number> = new Set([DEADLINE_EXCEEDED, UNAVAILABLE]);

/**
 * Tells whether the same call may succeed later, without anything being
 * changed: no connection, no answer in time, no leader, `unhealthy cluster`
 * (which etcd also says for 5 s after a start), too many requests. Whether a
 * call that got no answer has been carried out is unknown.
 */
export function isRetriable(error: unknown): boolean {
  if (error instanceof EtcdAnswerError) {
    // A quota that is used up has the same status and does not pass.
    const isBusy = error.status === RESOURCE_EXHAUSTED &&
      error.message.includes("too many requests");
    return error.status === undefined || PASSING.has(error.status) || isBusy;
  }
  // fetch() rejects with it when there is no connection.
  return error instanceof DeadlineError || error instanceof TypeError;
}
