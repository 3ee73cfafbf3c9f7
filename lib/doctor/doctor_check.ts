import type { DoctorFinding, ReportDoctor } from "./doctor_finding.ts";
import type { DoctorSubject } from "./doctor_subject.ts";

/** What a check is run with. */
export interface CheckCall {
  /** What is examined. */
  readonly subject: DoctorSubject;
  /** Takes what is wrong. */
  readonly report: ReportDoctor;
  /** Takes a finding that is worded already. */
  readonly add: (finding: DoctorFinding) => void;
  /** Ends the check by its deadline, or earlier. */
  readonly signal: AbortSignal;
}

/** What a check says of what it has looked at. */
export interface CheckResult {
  /** In a line. */
  readonly summary: string;
  /** Whether there was nothing to look at. @default {false} */
  readonly isSkipped?: boolean;
  /** What was measured, for programs. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** One thing that is looked at. */
export interface DoctorCheck {
  /** Its stable name. */
  readonly name: string;
  /** It is given up then. */
  readonly timeoutMs: number;
  /** Looks, and changes nothing. */
  readonly run: (call: CheckCall) => Promise<CheckResult>;
}
