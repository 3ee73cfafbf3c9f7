import type { Finding } from "../finding.ts";
import { hasError } from "./has_error.ts";
import type { DataDirState, MemberVerdict } from "./member_report.ts";

/** Sums up the findings about what a data directory holds. */
export function decideVerdict(
  dataDir: DataDirState,
  findings: readonly Finding[],
): MemberVerdict {
  const has = (codes: readonly string[]) =>
    findings.some(({ code, severity }) =>
      codes.includes(code) && severity !== "info"
    );
  if (has(LOCKED_CODES)) return "locked";
  if (has(WRONG_VOLUME_CODES)) return "wrong-volume";
  if (hasError(findings)) return "invalid";
  if (dataDir !== "member") return "absent";
  return has(REPAIRABLE_CODES) ? "repairable" : "valid";
}

const LOCKED_CODES = ["MEMBER_LOCKED", "WAL_LOCKED"];

const WRONG_VOLUME_CODES = [
  "VOLUME_CLUSTER",
  "VOLUME_GUARD_READ",
  "VOLUME_MEMBER",
  "VOLUME_NAME",
  "VOLUME_NAMESPACE",
];

/** What etcd cuts off by itself when it starts. */
const REPAIRABLE_CODES = ["WAL_BEHIND_END", "WAL_TORN_MIDDLE", "WAL_TORN_TAIL"];
