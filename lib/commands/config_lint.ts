import type { VerbCall } from "../cli/verb.ts";
import { nameEtcd } from "../config/etcd_name.ts";
import {
  CONFIG_KINDS,
  type ConfigFinding,
} from "../config/lint/config_finding.ts";
import { formatFindings } from "../config/lint/format_findings.ts";
import { lintConfig } from "../config/lint/lint_config.ts";
import { lookUpVariable } from "../config/own/look_up_variable.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { chooseEtcdVersion } from "./choose_etcd_version.ts";
import { print } from "./print.ts";
import { readConfigArgument } from "./read_config_argument.ts";

/** Runs `config lint` and gives the exit code. */
export async function configLint(
  { flags, args, stop }: VerbCall,
): Promise<number> {
  const [path = ""] = args;
  const { version, isAssumed } = await chooseEtcdVersion(flags, stop);
  const file = await readConfigArgument(path);
  const report = await lintConfig(file, {
    etcdVersion: version,
    memberName: String(flags["member-name"]),
    lookUp: flags["expand-env"] === true ? lookUpVariable : undefined,
  });
  const etcdVersion = nameEtcd(version).replace("etcd ", "");
  const findings = isAssumed
    ? [...report.findings, assumed(etcdVersion)]
    : report.findings;
  const exitCode = exitCodeOf(findings, flags["strict"] === true);
  const { members } = report;
  const text = flags["output"] === "json"
    ? JSON.stringify(
      { file: path, etcdVersion, members, findings, exitCode },
      nullForMissing,
      2,
    )
    : formatFindings(findings, { path, etcdVersion, members });
  await print(Deno.stdout, text);
  return exitCode;
}

function assumed(etcdVersion: string): ConfigFinding {
  return {
    code: "VERSION_ASSUMED",
    ...CONFIG_KINDS.VERSION_ASSUMED,
    key: "",
    line: undefined,
    members: [],
    reason: `there is no etcd here to ask: the rules are those of ` +
      `${etcdVersion}`,
  };
}

function exitCodeOf(
  findings: readonly ConfigFinding[],
  isStrict: boolean,
): number {
  const has = (severity: string) =>
    findings.some((finding) => finding.severity === severity);
  if (has("error")) return EXIT_CODE.findingError;
  return isStrict && has("warning")
    ? EXIT_CODE.findingWarning
    : EXIT_CODE.success;
}

/** A field that is there in each finding is easier to read by a program. */
function nullForMissing(_key: string, value: unknown): unknown {
  return value === undefined ? null : value;
}
