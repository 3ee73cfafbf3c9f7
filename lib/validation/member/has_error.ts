import type { Finding } from "../finding.ts";

/** Whether any of the findings keeps etcd from starting or loses data. */
export function hasError(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}
