import { assertEquals } from "@std/assert";
import { EtcdAnswerError } from "../../lib/etcd_client/etcd_answer_error.ts";
import { causeOfFailure, isSilence } from "../../lib/member/failure_cause.ts";
import { DeadlineError } from "../../lib/with_deadline.ts";

const PURE = { permissions: "none" } as const;
const answer = (message: string) => new EtcdAnswerError(message, 14);
const failed = (reason: string) =>
  new TypeError("fetch failed", { cause: new Error(reason) });

for (
  const [error, cause, silent] of [
    [answer("etcdserver: rpc not supported for learner"), "Learner", false],
    [answer("etcdserver: no leader"), "NoLeader", false],
    [answer("etcdserver: corrupt cluster"), "Corrupt", false],
    [
      answer("etcdserver: user name is empty"),
      "AuthenticationRequired",
      false,
    ],
    [
      answer("etcdserver: permission denied"),
      "AuthenticationRequired",
      false,
    ],
    // etcd answers, and says that others did not.
    [answer("etcdserver: request timed out"), undefined, false],
    [failed("received fatal alert: UnknownCA"), "CertificateInvalid", false],
    [
      failed("invalid peer certificate: Expired"),
      "CertificateInvalid",
      false,
    ],
    [failed("tcp connect error: Connection refused"), undefined, true],
    [failed("dns error: failed to lookup address"), undefined, true],
    [new DeadlineError(5000), undefined, true],
  ] as const
) {
  const text = String(error.cause ?? error);
  Deno.test(
    `causeOfFailure() of "${text}" is ${cause}, and it ${
      silent ? "counts" : "does not count"
    } as silence`,
    PURE,
    () => {
      assertEquals(causeOfFailure(error), cause);
      assertEquals(isSilence(error), silent);
    },
  );
}
