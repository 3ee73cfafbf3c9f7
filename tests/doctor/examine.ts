import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import { NEWEST_PATCH } from "../../lib/config/etcd_name.ts";
import type { DoctorCheck } from "../../lib/doctor/doctor_check.ts";
import type {
  DoctorFlags,
  DoctorSubject,
} from "../../lib/doctor/doctor_subject.ts";
import { type CheckReport, runChecks } from "../../lib/doctor/run_checks.ts";

/** What is examined in a test. */
export interface ExamineOptions {
  /** A configuration; empty: none. @default {""} */
  readonly config?: string;
  /** What else differs. */
  readonly subject?: Partial<DoctorSubject>;
  /** What the flags say. */
  readonly flags?: Partial<DoctorFlags>;
}

/** Runs one check and gives its report. */
export async function examine(
  check: DoctorCheck,
  options: ExamineOptions = {},
): Promise<CheckReport> {
  const subject = await createSubject(options);
  const { signal } = new AbortController();
  const [report] = await runChecks([check], { subject, signal });
  if (report === undefined) throw new Error("There is no report");
  return report;
}

/** The codes of a report, each with what it is about. */
export function codesOf({ findings }: CheckReport): string[] {
  return findings.map(({ code, subject }) => `${code} ${subject}`);
}

async function createSubject(
  { config = "", subject = {}, flags = {} }: ExamineOptions,
): Promise<DoctorSubject> {
  const etcdVersion = { major: 3, minor: 5, patch: NEWEST_PATCH };
  const configFile = config === ""
    ? undefined
    : new TextEncoder().encode(config);
  const parsed = configFile === undefined
    ? undefined
    : await parseEtcdConfig(configFile, { etcdVersion });
  return {
    configPath: "etcd.yaml",
    configFile,
    config: parsed,
    memberName: parsed?.name ?? "",
    isExpanded: false,
    etcdVersion,
    isVersionAssumed: false,
    dataDir: parsed?.dataDir ?? "",
    walDir: parsed?.walDir ?? "",
    volumeDir: "",
    namespace: "",
    flags: {
      adminSocket: "etcd-wrapper.sock",
      serverName: "",
      wrapperPort: 9095,
      clientCertPath: "",
      clientKeyPath: "",
      sidecarCaPath: "",
      ...flags,
    },
    ...subject,
  };
}
