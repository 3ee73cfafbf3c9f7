import type { Judgement } from "../../support/wal_verify/wal_verify.ts";
import type { OurJudgement } from "./our_judgement.ts";

/** Says in what our full validation and etcd's start do not agree. */
export function compareJudgements(
  ours: OurJudgement,
  theirs: Judgement,
): string[] {
  const isValid = ours.errors.length === 0;
  const isAccepted = theirs.start.reason === "";
  const files = compareFiles(ours, theirs);
  if (isValid !== isAccepted) {
    const own = isValid ? "valid" : ours.errors.join(" ");
    return [`we: ${own}, etcd: ${theirs.start.reason || "starts"}`, ...files];
  }
  return isValid ? [...compareFacts(ours, theirs), ...files] : files;
}

function compareFacts(
  { wal: { facts }, snap }: OurJudgement,
  theirs: Judgement,
): string[] {
  if (facts === undefined) return ["we have no facts"];
  const taken = snap.facts.taken?.snapshot?.index ?? 0n;
  const pairs: [name: string, own: unknown, other: unknown][] = [
    ["memberId", facts.memberId, theirs.memberId],
    ["clusterId", facts.clusterId, theirs.clusterId],
    ["term", facts.term, theirs.term],
    ["vote", facts.vote, theirs.vote],
    ["commit", facts.commit, theirs.commit],
    ["lastIndex", facts.lastIndex, theirs.lastIndex],
    ["start", facts.start.index, theirs.snapshot],
    ["taken", taken, theirs.snapshot],
    ["repaired", facts.tornTail !== undefined, theirs.repaired],
  ];
  return pairs.filter(([, own, other]) => String(own) !== String(other))
    .map(([name, own, other]) => `${name}: we ${own}, etcd ${other}`);
}

function compareFiles(ours: OurJudgement, theirs: Judgement): string[] {
  const own = ours.snap.facts.files.map(({ name, snapshot }) =>
    `${name} ${snapshot?.index ?? "broken"} ${snapshot?.term ?? ""}`
  );
  const other = theirs.snaps.map(({ name, reason, index, term }) =>
    `${name} ${reason === "" ? index : "broken"} ${term}`
  );
  if (own.join() === other.join()) return [];
  return [`snapshot files: we ${own}, etcd ${other}`];
}
