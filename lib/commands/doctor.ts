import type { FlagValue } from "../cli/go_flags.ts";
import type { VerbCall } from "../cli/verb.ts";
import { DOCTOR_CHECKS } from "../doctor/doctor_checks.ts";
import type { DoctorSubject } from "../doctor/doctor_subject.ts";
import { formatDoctorReport } from "../doctor/format_report.ts";
import { readSubject } from "../doctor/read_subject.ts";
import { type CheckReport, runChecks } from "../doctor/run_checks.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { isolateNetwork } from "../process/isolate_network.ts";
import { chooseEtcdVersion } from "./choose_etcd_version.ts";
import { print } from "./print.ts";
import { readConfigArgument } from "./read_config_argument.ts";
import { createPaint } from "./paint.ts";
import { showWait } from "./wait_line.ts";
import { VerbError } from "./verb_error.ts";

/** Runs `doctor` and gives the exit code. */
export async function doctor({ flags, stop }: VerbCall): Promise<number> {
  isolateNetwork();
  const subject = await findSubject(flags, stop);
  const reports = await run(subject, stop);
  const exitCode = exitCodeOf(reports);
  const text = flags["output"] === "json"
    ? JSON.stringify({ schemaVersion: 1, exitCode, checks: reports }, null, 2)
    : formatDoctorReport(reports, createPaint(Deno.stdout.isTerminal()));
  await print(Deno.stdout, text);
  return exitCode;
}

async function findSubject(
  flags: Readonly<Record<string, FlagValue>>,
  stop: AbortSignal,
): Promise<DoctorSubject> {
  const text = (name: string) => String(flags[name]);
  const configPath = findConfigPath(text("config"), text("etcd-config-file"));
  const configFile = await readConfig(
    configPath,
    text("config") === "" &&
      text("etcd-config-file") === "",
  );
  const { version, isAssumed } = await chooseEtcdVersion(flags, stop);
  return await readSubject({
    configPath,
    configFile,
    memberName: text("member-name"),
    isExpanded: flags["expand-env"] === true,
    etcdVersion: version,
    isVersionAssumed: isAssumed,
    dataDir: text("data-dir"),
    flags: {
      adminSocket: text("admin-socket"),
      serverName: text("etcd-server-name"),
      wrapperPort: Number(flags["etcd-wrapper-port"]),
      clientCertPath: text("etcd-client-cert-path"),
      clientKeyPath: text("etcd-client-key-path"),
      sidecarCaPath: text("backup-restore-ca-cert-bundle-path"),
    },
  });
}

function findConfigPath(config: string, own: string): string {
  if (config !== "" && own !== "") {
    throw new VerbError(
      "config and etcd-config-file are two names for one thing: give one",
      EXIT_CODE.usage,
    );
  }
  const home = Deno.env.get("HOME");
  const written = home === undefined ? "" : `${home}/etcd.conf.yaml`;
  return config || own || written;
}

/** Before the first start there is none where it would be written. */
async function readConfig(
  path: string,
  isOptional: boolean,
): Promise<Uint8Array | undefined> {
  if (path === "") return undefined;
  if (!isOptional) return await readConfigArgument(path);
  try {
    return await Deno.readFile(path);
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.NotCapable;
    if (isAbsent) return undefined;
    throw error;
  }
}

async function run(
  subject: DoctorSubject,
  signal: AbortSignal,
): Promise<readonly CheckReport[]> {
  let running: readonly string[] = DOCTOR_CHECKS.map(({ name }) => name);
  using _line = showWait(() => `still looking at ${running.join(", ")}`);
  return await runChecks(DOCTOR_CHECKS, {
    subject,
    signal,
    onProgress: (left) => running = left,
  });
}

function exitCodeOf(reports: readonly CheckReport[]): number {
  const has = (status: CheckReport["status"]) =>
    reports.some((report) => report.status === status);
  if (has("error")) return EXIT_CODE.findingError;
  return has("warning") ? EXIT_CODE.findingWarning : EXIT_CODE.success;
}
