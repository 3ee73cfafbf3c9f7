import type { CheckReport } from "./run_checks.ts";

/** All checks for people: a line each, and below it what is wrong. */
export function formatDoctorReport(reports: readonly CheckReport[]): string {
  const width = Math.max(...reports.map(({ name }) => name.length));
  const lines = reports.flatMap(({ name, status, summary, findings }) => [
    `${status.padEnd(7)}  ${name.padEnd(width)}  ${summary}`,
    ...findings.flatMap(({ code, severity, subject, reason, action }) => [
      `    ${severity} ${code} ${subject}: ${reason}`,
      `        ${action}`,
    ]),
  ]);
  return [...lines, summarize(reports)].join("\n");
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
