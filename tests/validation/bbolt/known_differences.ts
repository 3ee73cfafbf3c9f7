import type { DatabaseReport } from "../../../lib/validation/bbolt/validate_database.ts";
import { codes, isValid } from "./our_verdict.ts";
import type { Verdict } from "./reference_verdicts.ts";

/** A reason why verdicts may differ. */
interface Difference {
  readonly name: string;
  readonly explains: (report: DatabaseReport, verdicts: Verdict[]) => boolean;
}

/**
 * All differences that are known, and why they are right. Whatever is not in
 * this list is a fault.
 */
export const DIFFERENCES: readonly Difference[] = [{
  // bbolt's check never looks at values. Whoever reads this one (etcdutl,
  // etcd) is ended by the system for reading beyond the file.
  name: "value ends beyond the file",
  explains: (report, verdicts) =>
    onlyErrors(report, ["DB_ELEMENT_BEYOND_FILE"]) &&
    verdicts.every(({ program }) => program.startsWith("bbolt")),
}, {
  // bbolt does not mind, though its own programs never write such an entry;
  // etcdutl rejects it. Only raw databases are not shown to etcdutl.
  name: "the root bucket holds what is no bucket",
  explains: (report, verdicts) =>
    onlyErrors(report, ["DB_ROOT_ENTRY"]) &&
    verdicts.every(({ program }) => program.startsWith("bbolt")),
}, {
  // etcdutl leaves these buckets alone, but an etcd of one of the lines
  // panics when it reads the entry.
  name: "etcd cannot decode an entry of its own",
  explains: (report) => onlyErrors(report, ["DB_VALUE_FORMAT"]),
}, {
  // bbolt's check does not look into inline buckets. etcdutl 3.5 and 3.6 may
  // come through as well, when what they read there by accident is nothing.
  name: "leaf of an inline bucket",
  explains: (report) =>
    onlyErrors(report, ["DB_INLINE_BUCKET", "DB_PAGE_COUNT"]),
}, {
  // etcdutl 3.6 fails on every database without the bucket "meta", also on
  // one that etcd has just created and starts with.
  name: "no bucket meta",
  explains: (report, verdicts) =>
    isValid(report) && report.facts?.consistentIndex === undefined &&
    rejecting(verdicts).every(({ program, output }) =>
      program === "etcdutl 3.6" && output.includes("nil pointer")
    ),
}];

/** The name of the difference that explains why the verdicts differ. */
export function explainDifference(
  report: DatabaseReport,
  verdicts: Verdict[],
): string | undefined {
  return DIFFERENCES.find(({ explains }) => explains(report, verdicts))?.name;
}

function onlyErrors(report: DatabaseReport, wanted: string[]): boolean {
  const errors = codes(report, "error");
  return errors.length > 0 && errors.every((code) => wanted.includes(code));
}

function rejecting(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ accepts }) => !accepts);
}
