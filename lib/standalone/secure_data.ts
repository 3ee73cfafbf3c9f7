import type { EtcdConfig } from "../config/etcd_config.ts";
import type { Logger } from "../log/logger.ts";
import { finishQuarantine } from "../quarantine/finish_quarantine.ts";
import {
  listQuarantine,
  type QuarantineEntry,
} from "../quarantine/list_quarantine.ts";
import { moveAside } from "../quarantine/move_aside.ts";
import { NEVER_USED_CODE } from "../quarantine/quarantine_report.ts";
import { repairTornTail } from "../quarantine/repair_torn_tail.ts";
import type {
  MemberReport,
  ValidationMode,
} from "../validation/member/member_report.ts";
import type { MemberIdentity } from "../validation/member/member_identity.ts";
import { StartRefusal } from "./start_refusal.ts";
import { unmovableFinding } from "./unmovable_finding.ts";

/** What {@linkcode secureData} needs. */
export interface SecureDataOptions {
  /** etcd's configuration, checked. */
  readonly config: Pick<EtcdConfig, "dataDir" | "walDir">;
  /** How thoroughly the data is validated. */
  readonly mode: ValidationMode;
  /** Validates the data. */
  readonly validate: (mode: ValidationMode) => Promise<MemberReport>;
  /** The programs that take part, for the report of a quarantine. */
  readonly versions: Readonly<Record<string, string>>;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** What is left of the data when it may be started. */
export interface SecuredData {
  /** `lost`: there was data, which is gone or has been moved aside. */
  readonly state: "present" | "absent" | "lost";
  /** Whose data it is or was, as far as that is known. */
  readonly identity: MemberIdentity | undefined;
  /** The last validation. */
  readonly report: MemberReport;
  /** Where the data was moved to, by this start or by an earlier one. */
  readonly quarantine: QuarantineEntry | undefined;
  /** Whether this start has moved it. */
  readonly isMovedNow: boolean;
}

/**
 * Validates the data and makes it safe to start on: a torn log is cut with a
 * copy kept, invalid data is moved aside. Both go on where a kill ended them.
 *
 * @throws {StartRefusal} When it must not be touched.
 */
export async function secureData(
  options: SecureDataOptions,
): Promise<SecuredData> {
  const { config, mode, validate, logger } = options;
  await finishQuarantine(config.dataDir, logger);
  let report = await validate(mode);
  if (report.verdict === "repairable" && report.facts.repair !== undefined) {
    await repair(report.facts.repair, logger);
    report = await validate("sanity");
  }
  switch (report.verdict) {
    case "valid":
    case "repairable":
      return present(report);
    case "locked":
      throw refuse("data-locked", report, "it is in use");
    case "wrong-volume":
      throw refuse("wrong-volume", report, "nothing was touched");
    case "absent":
      return await absent(report, options);
    case "invalid":
      return await invalid(report, options);
  }
}

function present(report: MemberReport): SecuredData {
  const { memberId = "", clusterId = "", name = "" } = report.facts;
  return {
    state: "present",
    identity: { memberId, clusterId, name, recordedAt: "" },
    report,
    quarantine: undefined,
    isMovedNow: false,
  };
}

async function repair(
  tail: { readonly file: string; readonly offset: number },
  logger: Logger,
): Promise<void> {
  const copy = await repairTornTail(tail);
  logger.warn("cut a torn record off the end of the log, a copy is kept", {
    ...tail,
    copy,
  });
}

async function absent(
  report: MemberReport,
  options: SecureDataOptions,
): Promise<SecuredData> {
  if (report.findings.some(({ code }) => code === NEVER_USED_CODE)) {
    await move(NEVER_USED_CODE, report, options);
  }
  const identity = report.facts.recorded;
  const entries = await listQuarantine(options.config.dataDir);
  const quarantine = entries.findLast(({ report }) =>
    report.code !== NEVER_USED_CODE
  );
  return {
    state: identity === undefined && quarantine === undefined
      ? "absent"
      : "lost",
    identity,
    report,
    quarantine,
    isMovedNow: false,
  };
}

async function invalid(
  report: MemberReport,
  options: SecureDataOptions,
): Promise<SecuredData> {
  const hasOwnWalDir = options.config.walDir !== "";
  const unmovable = unmovableFinding(report.findings, { hasOwnWalDir });
  if (unmovable !== undefined) {
    throw refuse("data-unusable", report, "nothing was touched");
  }
  const [worst] = report.findings;
  const quarantine = await move(worst?.code ?? "INVALID", report, options);
  const { recorded, memberId, clusterId, name = "" } = report.facts;
  const found = memberId === undefined || clusterId === undefined
    ? undefined
    : { memberId, clusterId, name, recordedAt: "" };
  return {
    state: "lost",
    identity: recorded ?? found,
    report,
    quarantine,
    isMovedNow: true,
  };
}

async function move(
  code: string,
  { mode, verdict, findings, facts }: MemberReport,
  { config, versions, logger }: SecureDataOptions,
): Promise<QuarantineEntry> {
  const { dataDir, walDir } = config;
  const entry = await moveAside({
    dataDir,
    walDir,
    code,
    findings,
    facts: { mode, verdict, ...facts },
    versions,
  });
  logger.warn("moved the data directory aside", {
    code,
    dataDir,
    quarantine: entry.dir,
  });
  return entry;
}

function refuse(
  reason: "data-locked" | "wrong-volume" | "data-unusable",
  { findings }: MemberReport,
  outcome: string,
): StartRefusal {
  const errors = findings.filter(({ severity }) => severity === "error");
  const list = (errors.length > 0 ? errors : findings)
    .map(({ code, file, message, action }) =>
      `${code} in ${file}: ${message}. ${action}`
    );
  return new StartRefusal(
    reason,
    `Cannot start on the data, ${outcome}: ${list.join("; ")}`,
  );
}
