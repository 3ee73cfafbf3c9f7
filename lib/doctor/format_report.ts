import type { CheckReport } from "./run_checks.ts";

/** How a status is set off. */
export interface ReportPaint {
  /** For `ok`. */
  readonly good: (text: string) => string;
  /** For a warning. */
  readonly middling: (text: string) => string;
  /** For an error. */
  readonly bad: (text: string) => string;
}

/** All checks for people: a line each, and below it what is wrong. */
export function formatDoctorReport(
  reports: readonly CheckReport[],
  paint: ReportPaint,
): string {
  const width = Math.max(...reports.map(({ name }) => name.length));
  const lines = reports.flatMap(({ name, status, summary, findings }) => [
    `${paintStatus(status, paint)}  ${name.padEnd(width)}  ${summary}`,
    ...findings.flatMap(({ code, severity, subject, reason, action }) => [
      `    ${severity} ${code} ${subject}: ${reason}`,
      `        ${action}`,
    ]),
  ]);
  return [...lines, summarize(reports)].join("\n");
}

function paintStatus(
  status: CheckReport["status"],
  { good, middling, bad }: ReportPaint,
): string {
  const text = status.padEnd(7);
  if (status === "ok") return good(text);
  if (status === "error") return bad(text);
  return status === "warning" ? middling(text) : text;
}

function summarize(reports: readonly CheckReport[]): string {
  const findings = reports.flatMap((report) => report.findings);
  const counts = (["error", "warning", "info"] as const).map((severity) => {
    const count = findings.filter((it) => it.severity === severity).length;
    const isOne = severity === "info" || count === 1;
    return `${count} ${isOne ? severity : `${severity}s`}`;
  });
  return `${reports.length} checks: ${counts.join(", ")}`;
}
