import type { MemberReport } from "../../../lib/validation/member/member_report.ts";
import {
  validateMember,
  type ValidateMemberOptions,
} from "../../../lib/validation/member/validate_member.ts";

/** Validates a member as a pod of namespace `test` would. */
export function ourReport(
  dataDir: string,
  options: Partial<ValidateMemberOptions> = {},
): Promise<MemberReport> {
  const { signal } = new AbortController();
  const usual = { mode: "full", namespace: "test", signal } as const;
  return validateMember({ dataDir, ...usual, ...options });
}

/** The codes of findings that are more than an information. */
export function codesOf({ findings }: MemberReport): string[] {
  return findings.filter(({ severity }) => severity !== "info")
    .map(({ code }) => code);
}
