import type { ConfigFinding } from "./config_finding.ts";

/** What the findings are about. */
export interface FormatFindingsOptions {
  /** Of the file, as it was given. */
  readonly path: string;
  /** The etcd whose rules count. */
  readonly etcdVersion: string;
  /** The members that were looked at. */
  readonly members: readonly string[];
}

/** Findings as compilers write theirs, so that editors can jump to them. */
export function formatFindings(
  findings: readonly ConfigFinding[],
  options: FormatFindingsOptions,
): string {
  const { path, etcdVersion, members } = options;
  const lines = findings.flatMap((finding) => {
    const place = finding.line === undefined ? path : `${path}:${finding.line}`;
    const key = finding.key === "" ? "" : `"${finding.key}" `;
    const whose = finding.members.length === 0
      ? ""
      : ` (${finding.members.join(", ")})`;
    return [
      `${place}: ${finding.severity}: ${key}${finding.reason}${whose} ` +
      `[${finding.code}]`,
      `    ${finding.action}`,
    ];
  });
  const whom = members.length === 0 ? "" : `, for ${members.join(", ")}`;
  const summary = `${path}: ${count(findings)} by the rules of etcd ` +
    `${etcdVersion}${whom}`;
  return [...lines, summary].join("\n");
}

function count(findings: readonly ConfigFinding[]): string {
  const parts = (["error", "warning", "info"] as const).flatMap((severity) => {
    const number = findings.filter((it) => it.severity === severity).length;
    if (number === 0) return [];
    const noun = severity === "info" || number === 1
      ? severity
      : `${severity}s`;
    return [`${number} ${noun}`];
  });
  return parts.length === 0 ? "nothing found" : parts.join(", ");
}
