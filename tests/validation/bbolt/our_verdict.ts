import {
  type DatabaseReport,
  validateDatabase,
} from "../../../lib/validation/bbolt/validate_database.ts";

/** Validates and nothing else. */
export function ourReport(
  path: string,
  mode: "sanity" | "full" = "full",
): Promise<DatabaseReport> {
  return validateDatabase(path, { mode, signal: new AbortController().signal });
}

/** Whether the report calls the database valid. */
export function isValid({ findings }: DatabaseReport): boolean {
  return findings.every(({ severity }) => severity !== "error");
}

/** The codes of the findings that make it invalid, or of all. */
export function codes(
  { findings }: DatabaseReport,
  severity?: string,
): string[] {
  return findings
    .filter((it) => severity === undefined || it.severity === severity)
    .map(({ code }) => code);
}
