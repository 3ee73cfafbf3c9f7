import type { Logger } from "../log/logger.ts";
import type { MemberReport } from "../validation/member/member_report.ts";

/** More lines than this help nobody; the report of a quarantine has them all. */
const MAX_LINES = 20;

/** Logs what a validation has found, and what it is decided by. */
export function reportValidation(
  { mode, verdict, findings, facts }: MemberReport,
  durationMs: number,
  logger: Logger,
): void {
  for (const finding of findings.slice(0, MAX_LINES)) {
    const { code, severity, file, offset, message, action } = finding;
    const log = {
      error: logger.error,
      warning: logger.warn,
      info: logger.info,
    };
    log[severity]("found while validating the data", {
      code,
      file,
      ...(offset === undefined ? {} : { offset }),
      finding: message,
      action,
    });
  }
  const hidden = findings.length - MAX_LINES;
  if (hidden > 0) logger.warn("more was found", { count: hidden });
  logger.info("validated the data", {
    mode,
    verdict,
    milliseconds: Math.round(durationMs),
    ...known({
      memberId: facts.memberId,
      clusterId: facts.clusterId,
      revision: facts.database?.lastRevision?.toString(),
    }),
  });
}

function known(
  facts: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(facts).filter(([_name, value]) => value !== undefined),
  );
}
