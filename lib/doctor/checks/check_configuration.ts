import { lintConfig } from "../../config/lint/lint_config.ts";
import { lookUpVariable } from "../../config/own/look_up_variable.ts";
import { nameEtcd } from "../../config/etcd_name.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";

/** Does what `config lint` does, for this member. */
export const CHECK_CONFIGURATION: DoctorCheck = {
  name: "configuration",
  timeoutMs: 5000,
  async run({ subject, report, add }: CheckCall) {
    const { configFile, configPath, etcdVersion } = subject;
    if (configFile === undefined) {
      report("CONFIG_MISSING", {
        subject: configPath || "--config",
        reason: "there is no configuration to look at",
      });
      return { summary: "not looked at", isSkipped: true };
    }
    const { findings } = await lintConfig(configFile, {
      etcdVersion,
      memberName: subject.memberName,
      lookUp: subject.isExpanded ? lookUpVariable : undefined,
    });
    for (const { line, key, ...finding } of findings) {
      const place = line === undefined ? configPath : `${configPath}:${line}`;
      const { code, severity, action } = finding;
      const reason = key === "" ? finding.reason : `"${key}" ${finding.reason}`;
      add({ code, severity, subject: place, reason, action });
    }
    return {
      summary: `${configPath} by the rules of ${nameEtcd(etcdVersion)}`,
    };
  },
};
