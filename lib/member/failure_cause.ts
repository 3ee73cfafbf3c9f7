import type { Cause } from "../health/cause.ts";
import { EtcdAnswerError } from "../etcd_client/etcd_answer_error.ts";
import { describeError } from "../log/describe_error.ts";
import { DeadlineError } from "../with_deadline.ts";

/** What etcd and the TLS library say, as far as it names the cause. */
const CAUSES_BY_TEXT: readonly (readonly [RegExp, Cause])[] = [
  [/not supported for learner/, "Learner"],
  [/etcdserver: no leader/, "NoLeader"],
  [/corrupt cluster/, "Corrupt"],
  [/user name is empty|permission denied|auth token/, "AuthenticationRequired"],
  [/certificate|received fatal alert/i, "CertificateInvalid"],
];
const SILENCE_REGEXP =
  /tcp connect error|dns error|connection reset|timed out|closed before/i;

/**
 * The cause of a call's failure, as far as its error tells; undefined when it
 * takes a closer look.
 */
export function causeOfFailure(error: unknown): Cause | undefined {
  const text = describeError(error);
  return CAUSES_BY_TEXT.find(([pattern]) => pattern.test(text))?.[1];
}

/** Whether an error means that nothing answered, not even with a refusal. */
export function isSilence(error: unknown): boolean {
  if (error instanceof DeadlineError) return true;
  if (error instanceof EtcdAnswerError) return false;
  return SILENCE_REGEXP.test(describeError(error));
}
