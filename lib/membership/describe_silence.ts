import type { ClusterView } from "./start_facts.ts";

/** Says that no cluster answers with a quorum, and what was seen instead. */
export function describeSilence(
  { leaderless, errors }: Pick<ClusterView, "leaderless" | "errors">,
): string {
  const seen = [
    ...leaderless.map(({ url }) => `${url}: answers without a quorum`),
    ...Object.entries(errors).map(([url, error]) => `${url}: ${error}`),
  ];
  return "waiting for the other members to answer with a quorum" +
    (seen.length === 0 ? "" : ` (${seen.join("; ")})`);
}
