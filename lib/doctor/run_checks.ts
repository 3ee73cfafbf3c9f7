import { delay } from "@std/async/delay";
import { describeError } from "../log/describe_error.ts";
import { DeadlineError, withDeadline } from "../with_deadline.ts";
import type { CheckResult, DoctorCheck } from "./doctor_check.ts";
import {
  DOCTOR_KINDS,
  type DoctorFinding,
  type DoctorSeverity,
  type ReportDoctor,
} from "./doctor_finding.ts";
import type { DoctorSubject } from "./doctor_subject.ts";

/** What became of one check. */
export interface CheckReport {
  /** Its stable name. */
  readonly name: string;
  /** Its worst finding; `ok` without one, if anything was looked at. */
  readonly status: "ok" | "skipped" | DoctorSeverity;
  /** What it has looked at, in a line. */
  readonly summary: string;
  /** What it has measured. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What is wrong, the worst first. */
  readonly findings: readonly DoctorFinding[];
  /** How long it took. */
  readonly tookMs: number;
}

/** What {@linkcode runChecks} needs. */
export interface RunChecksOptions {
  /** What is examined. */
  readonly subject: DoctorSubject;
  /** Ends all of them. */
  readonly signal: AbortSignal;
  /** Told which checks still run, once a check has ended. */
  readonly onProgress?: (running: readonly string[]) => void;
}

/** Runs checks side by side; none can hold up another, or fail it. */
export async function runChecks(
  checks: readonly DoctorCheck[],
  { subject, signal, onProgress }: RunChecksOptions,
): Promise<readonly CheckReport[]> {
  const running = new Set(checks.map(({ name }) => name));
  return await Promise.all(checks.map(async (check) => {
    const report = await runCheck(check, subject, signal);
    running.delete(check.name);
    onProgress?.([...running]);
    return report;
  }));
}

async function runCheck(
  { name, timeoutMs, run }: DoctorCheck,
  subject: DoctorSubject,
  signal: AbortSignal,
): Promise<CheckReport> {
  const beganMs = performance.now();
  const findings: DoctorFinding[] = [];
  let isOver = false;
  const add = (finding: DoctorFinding) => {
    // A step that outlives its deadline has nothing to say any more.
    if (!isOver) findings.push(finding);
  };
  const report: ReportDoctor = (code, { subject, reason, severity }) => {
    const kind = DOCTOR_KINDS[code];
    add({
      code,
      ...kind,
      severity: severity ?? kind.severity,
      subject,
      reason,
    });
  };
  let result: CheckResult = { summary: "not finished" };
  let step: Promise<unknown> = Promise.resolve();
  try {
    result = await withDeadline(
      timeoutMs,
      signal,
      (signal) => {
        const running = run({ subject, report, add, signal });
        step = running;
        return race(running, signal);
      },
    );
  } catch (error) {
    // A step that was told to end removes its file before the program ends.
    if (signal.aborted) await within(step, GRACE_MS);
    signal.throwIfAborted();
    const code = error instanceof DeadlineError
      ? "CHECK_TIMEOUT"
      : "CHECK_FAILED";
    report(code, { subject: name, reason: describeError(error) });
  }
  isOver = true;
  findings.sort((a, b) => rank(a.severity) - rank(b.severity));
  const { summary, isSkipped = false, facts = {} } = result;
  const status = findings[0]?.severity ?? (isSkipped ? "skipped" : "ok");
  const tookMs = Math.round(performance.now() - beganMs);
  return { name, status, summary, facts, findings, tookMs };
}

/** More than one write to a disk that works takes. */
const GRACE_MS = 1000;

async function within(step: Promise<unknown>, limitMs: number): Promise<void> {
  const limit = new AbortController();
  const settled = step.catch(() => {/* it was told to end */});
  const timer = delay(limitMs, { signal: limit.signal })
    .catch(() => {/* it has ended in time */});
  await Promise.race([settled, timer]);
  limit.abort();
  await timer;
}

/** A call of the system cannot be ended, but it need not be waited for. */
function race<T>(step: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), {
      once: true,
    });
    step.then(resolve, reject);
  });
}

function rank(severity: DoctorSeverity): number {
  return ["error", "warning", "info"].indexOf(severity);
}
