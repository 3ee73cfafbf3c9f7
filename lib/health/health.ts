import type { ConfigDrift } from "../config/own/config_watch.ts";
import type { DecisionReport } from "../membership/membership.ts";
import type { Cause } from "./cause.ts";
import type { CertificateFacts } from "./certificate_facts.ts";
import type { MemberFacts } from "./member_facts.ts";
import type { RunEndCause } from "./stop_cause.ts";
import type { Phase, PhaseSpan } from "./phase.ts";

/** The result of the last readiness check. */
export interface ReadinessFacts {
  /** When it ended, in milliseconds since the epoch. */
  readonly checkedAtMs: number;
  /** How long it took. */
  readonly latencyMs: number;
  /** Why it failed; undefined when it succeeded. */
  readonly error: string | undefined;
}

/** How it goes with the backup-restore sidecar. */
export interface SidecarFacts {
  /** Requests so far. */
  readonly attempts: number;
  /** Those without a usable answer. */
  readonly failures: number;
  /** What was asked last. */
  readonly lastOperation: string;
  /** The last answer, or why there was none. */
  readonly lastAnswer: string;
  /** When it came, in milliseconds since the epoch. */
  readonly lastAnswerAtMs: number;
  /** Wait until the next request; undefined when none is scheduled. */
  readonly backOffMs: number | undefined;
}

/** How the run before this one ended, as far as that was recorded. */
export interface LastStopFacts {
  /** When etcd had ended, in milliseconds since the epoch. */
  readonly atMs: number | undefined;
  /** Why it ended. */
  readonly cause: RunEndCause;
  /** What asked for it: a signal, or `/stop`. */
  readonly signal: string | undefined;
  /** The phase that it was stopped in. */
  readonly phase: string | undefined;
  /** Whether etcd closed its data itself. */
  readonly isClean: boolean;
  /** From the request to the end of etcd; undefined when nobody asked. */
  readonly durationMs: number | undefined;
  /** The program's exit code. */
  readonly exitCode: number | undefined;
  /** The error that ended it. */
  readonly error: string | undefined;
  /** The etcd that ran, when it was known. */
  readonly etcdVersion: string | undefined;
  /** Its applied index, when it was known. */
  readonly raftIndex: number | undefined;
  /** How often the member was started again so far, by how the run ended. */
  readonly restartsByCause: Readonly<Record<string, number>>;
}

/** How clients reach etcd: paths, never what is in the files. */
export interface ConnectionFacts {
  /** Where this program reaches it. */
  readonly clientUrl: string;
  /** CA certificates that its certificate is checked against; empty: none. */
  readonly caFile: string;
  /** Client certificate; empty: none. */
  readonly certFile: string;
  /** Its key; empty: none. */
  readonly keyFile: string;
}

/** A restart for a CA that has changed, which waits for its turn. */
export interface PlannedRestart {
  /** Whether the other members are told that this one goes next. */
  readonly announced: boolean;
  /** What it waits for. */
  readonly waitsFor: string;
}

/** How it was decided to start, without the sidecar. */
export interface StartDecisionFacts extends DecisionReport {
  /** When, in milliseconds since the epoch. */
  readonly atMs: number;
}

/** What runs here. */
export interface VersionFacts {
  /** This program. */
  readonly wrapper: string;
  /** The runtime. */
  readonly deno: string;
  /** etcd; undefined until it has been asked. */
  readonly etcd: string | undefined;
}

/** What parts of the program contribute to {@linkcode Health}. */
export interface HealthFacts {
  /** The last readiness check; undefined before the first. */
  readonly readiness: ReadinessFacts | undefined;
  /** The member as etcd sees it; undefined until etcd has been asked. */
  readonly member: MemberFacts | undefined;
  /** Undefined when there is no sidecar, or it has not been asked. */
  readonly sidecar: SidecarFacts | undefined;
  /** Undefined when there is no record of an earlier run. */
  readonly lastStop: LastStopFacts | undefined;
  /** Every certificate that the member uses. */
  readonly certificates: readonly CertificateFacts[];
  /** Undefined until the configuration is known. */
  readonly connection: ConnectionFacts | undefined;
  /** Undefined when no restart is planned. */
  readonly plannedRestart: PlannedRestart | undefined;
  /** Undefined with the sidecar, and until there is one. */
  readonly startDecision: StartDecisionFacts | undefined;
  /** How the configuration's file stands; undefined when it is as it was. */
  readonly configDrift: ConfigDrift | undefined;
  /** What runs here. */
  readonly versions: VersionFacts;
  /**
   * When etcd last answered anything, be it a refusal, by `performance.now()`,
   * which no change of the clock moves; undefined before its first answer.
   */
  readonly etcdAnsweredMs: number | undefined;
}

/**
 * The one value that says how the member is. Probes, metrics, status, page and
 * log lines all show it; it never changes, a newer one takes its place.
 */
export interface Health extends HealthFacts {
  /** What the program is doing. */
  readonly phase: Phase;
  /** What is wrong, the worst first; undefined when nothing is known to be. */
  readonly cause: Cause | undefined;
  /** What `/readyz` answers. */
  readonly isReady: boolean;
  /** When the program was started, in milliseconds since the epoch. */
  readonly startedAtMs: number;
  /** When etcd was ready for the first time. */
  readonly firstReadyAtMs: number | undefined;
  /** The phases of the run, the last ones of a long one. */
  readonly timeline: readonly PhaseSpan[];
  /** Time in phases that are over, in milliseconds; grows only. */
  readonly pastPhasesMs: Readonly<Partial<Record<Phase["name"], number>>>;
}
