import type { StartFacts } from "./start_facts.ts";

/** Says that the volume had data that is gone, and how that is known. */
export function describeHistory(
  { data, records }: Pick<StartFacts, "data" | "records">,
): string | undefined {
  if (data.state === "lost") return "the data of this member was set aside";
  if (data.identity !== undefined) {
    return `the data of member ${data.identity.memberId} is gone`;
  }
  const { bootstrap, join } = records;
  const hasStarted = bootstrap?.phase === "started" ||
    join?.phase === "started" || join?.phase === "promoted";
  return hasStarted ? "this volume had data, which is gone" : undefined;
}
