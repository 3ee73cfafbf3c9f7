import { namesIn } from "../validation/names_in.ts";
import { knownRoots } from "./quarantine_place.ts";
import { type QuarantineReport, readReport } from "./quarantine_report.ts";

/** One directory that was moved aside. */
export interface QuarantineEntry {
  /** The entry's own directory, with the report and the data. */
  readonly dir: string;
  /** Name of that directory: time and code. */
  readonly id: string;
  /** What the report says. */
  readonly report: QuarantineReport;
}

/** The entries of a data directory, the oldest first. */
export async function listQuarantine(
  dataDir: string,
): Promise<readonly QuarantineEntry[]> {
  const entries: QuarantineEntry[] = [];
  for (const root of await knownRoots(dataDir)) {
    for (const id of await namesIn(root)) {
      // What is being removed starts with a dot.
      if (id.startsWith(".")) continue;
      const dir = `${root}/${id}`;
      const report = await readReport(dir);
      if (report !== undefined) entries.push({ dir, id, report });
    }
  }
  return entries.sort((a, b) => compare(a.report.time, b.report.time));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
