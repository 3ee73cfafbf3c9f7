import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Cause } from "../../lib/health/cause.ts";
import { diagnose, type DiagnosisFacts } from "../../lib/member/diagnosis.ts";

const PURE = { permissions: "none" } as const;
const NOTHING: DiagnosisFacts = {
  failure: undefined,
  wasReady: true,
  isAnswering: false,
  isLearner: false,
  hasLeader: false,
  quorum: undefined,
  silent: [],
};
const ENOUGH = { voters: 3, needed: 2, answering: 2 };
const TOO_FEW = { voters: 3, needed: 2, answering: 1 };

for (
  const [what, facts, cause] of [
    ["what the failure says itself", {
      failure: "CertificateInvalid",
      quorum: TOO_FEW,
    }, "CertificateInvalid"],
    ["a silent etcd that has served", { quorum: ENOUGH }, "EtcdUnresponsive"],
    [
      "a silent etcd whose others are silent too",
      { quorum: TOO_FEW },
      "EtcdUnresponsive",
    ],
    [
      "a silent etcd that has not served",
      { wasReady: false, quorum: ENOUGH },
      "EtcdStarting",
    ],
    ["the same with unknown members", { wasReady: false }, "EtcdStarting"],
    ["one that waits for the others' votes", {
      wasReady: false,
      quorum: TOO_FEW,
    }, "QuorumLost"],
    ["an etcd that answers without the others", {
      isAnswering: true,
      quorum: TOO_FEW,
    }, "QuorumLost"],
    ["the same with a leader of old", {
      isAnswering: true,
      hasLeader: true,
      quorum: TOO_FEW,
    }, "QuorumLost"],
    ["an etcd without a leader among enough", {
      isAnswering: true,
      quorum: ENOUGH,
    }, "NoLeader"],
    ["no leader by its own words", {
      failure: "NoLeader",
      isAnswering: true,
      quorum: TOO_FEW,
    }, "QuorumLost"],
    ["slow reads with a leader", {
      isAnswering: true,
      hasLeader: true,
      quorum: ENOUGH,
    }, "EtcdUnresponsive"],
    [
      "a learner",
      { isAnswering: true, isLearner: true, quorum: TOO_FEW },
      "Learner",
    ],
  ] as const satisfies readonly (readonly [
    string,
    Partial<DiagnosisFacts>,
    Cause,
  ])[]
) {
  Deno.test(`diagnose() calls ${what} ${cause}`, PURE, () => {
    assertEquals(diagnose({ ...NOTHING, ...facts }).cause, cause);
  });
}

Deno.test("diagnose() names the members that do not answer", PURE, () => {
  const { detail } = diagnose({
    ...NOTHING,
    quorum: TOO_FEW,
    silent: ["etcd-main-1", "etcd-main-2"],
  });
  assertStringIncludes(
    detail,
    "1 of 3 voters answer, 2 are needed; no answer from etcd-main-1, etcd-main-2",
  );
});
