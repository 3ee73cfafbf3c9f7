import denoConfig from "../../deno.json" with { type: "json" };
import {
  createValidateSettings,
  type ValidateSettings,
} from "../cli/validate_settings.ts";
import type { VerbCall } from "../cli/verb.ts";
import { describeError } from "../log/describe_error.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import type {
  MemberReport,
  MemberVerdict,
} from "../validation/member/member_report.ts";
import { validateMember } from "../validation/member/validate_member.ts";
import { formatReport } from "../validation/report/format_report.ts";
import { toJsonReport } from "../validation/report/json_report.ts";
import { print } from "./print.ts";
import { ProgressBar } from "./progress_bar.ts";

/** What the process ends with, by what the data is worth. */
const EXIT_CODES: Readonly<Record<MemberVerdict, number>> = {
  valid: EXIT_CODE.success,
  repairable: EXIT_CODE.repairable,
  invalid: EXIT_CODE.invalid,
  "wrong-volume": EXIT_CODE.wrongVolume,
  locked: EXIT_CODE.locked,
  absent: EXIT_CODE.absent,
};

/** Runs `validate` and gives the exit code. */
export async function validate(
  { flags, stop }: VerbCall,
): Promise<number> {
  const settings = createValidateSettings(flags);
  const beganMs = performance.now();
  try {
    const report = await run(settings, stop);
    const exitCode = EXIT_CODES[report.verdict];
    const tookMs = performance.now() - beganMs;
    const text = settings.output === "json"
      ? JSON.stringify(toJsonReport(report, exitCode), null, 2)
      : formatReport(report, tookMs);
    await print(Deno.stdout, text);
    return exitCode;
  } catch (error) {
    await print(Deno.stderr, describeFailure(error, settings));
    return EXIT_CODE.failure;
  }
}

async function run(
  settings: ValidateSettings,
  stop: AbortSignal,
): Promise<MemberReport> {
  const { dataDir, walDir, mode, lockTimeoutMs, namespace } = settings;
  using bar = new ProgressBar(Deno.stderr, mode);
  return await validateMember({
    dataDir,
    walDir,
    mode,
    lockTimeoutMs,
    namespace,
    needsNamespace: false,
    signal: stop,
    onProgress: (doneBytes, totalBytes) => bar.show(doneBytes, totalBytes),
    onLockWait: (pid) => {
      if (lockTimeoutMs === 0) return;
      const holder = pid === undefined ? "another process" : `process ${pid}`;
      const limit = `${lockTimeoutMs / 1000} s at most`;
      bar.say(`waiting for ${holder}, which uses the data (${limit})`);
    },
  });
}

function describeFailure(error: unknown, settings: ValidateSettings): string {
  const subject = `Cannot validate "${settings.dataDir}"`;
  if (!(error instanceof Deno.errors.NotCapable)) {
    return `${subject}: ${describeError(error)}`;
  }
  const paths = denoConfig.permissions.default.read.join(", ");
  return `${subject}: this program may read nothing but ${paths}, and what ` +
    "is below. Mount the data there";
}
