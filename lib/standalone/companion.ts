import type { MemberCompanion, StartedMember } from "../bootstrap.ts";
import { createConfigWatch } from "../config/own/config_watch.ts";
import { readOwnFile } from "../config/own/read_own_file.ts";
import type { HealthTracker } from "../health/health_tracker.ts";
import type { Logger } from "../log/logger.ts";
import type { Membership } from "../membership/membership.ts";
import type { OwnSource } from "./own_source.ts";
import { recordStartedMember } from "./record_started_member.ts";

/** What {@linkcode createCompanion} needs. */
export interface CompanionOptions {
  /** The configuration that the member was started with. */
  readonly source: OwnSource;
  /** Path of its file. */
  readonly path: string;
  /** Directory of the data volume. */
  readonly volumeDir: string;
  /** Has a learner promoted, and knows why a member is sent away. */
  readonly membership: Membership;
  /** Told how the configuration's file stands. */
  readonly health: HealthTracker;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** The head of a log is read within milliseconds. */
const RECORD_TIMEOUT_MS = 5000;

/**
 * Creates what goes along with a member that was started without the sidecar:
 * the watch of the configuration, the membership, the record of the member.
 */
export function createCompanion(options: CompanionOptions): MemberCompanion {
  const { source, path, membership, health, logger } = options;
  const watch = createConfigWatch({
    path,
    file: source.file,
    running: source.own,
    read: () => readOwnFile(path),
    resolve: source.resolve,
    onDrift: (configDrift) => health.update({ configDrift }),
    logger,
  });

  async function accompany(member: StartedMember): Promise<void> {
    const { signal } = member;
    const parts = {
      "watch the configuration": watch.run(signal),
      "accompany the membership": membership.accompany(signal),
      "record the member": recordWhenReady(member, options),
    };
    await Promise.all(
      Object.entries(parts).map(([what, done]) =>
        done.catch((error) => {
          if (!signal.aborted) logger.error(`cannot ${what}`, { error });
        })
      ),
    );
  }

  return {
    accompany,
    examineEnd: (signal) => membership.examineEnd(signal),
  };
}

async function recordWhenReady(
  { ready, signal }: StartedMember,
  { source, volumeDir }: CompanionOptions,
): Promise<void> {
  const { name, dataDir, walDir } = source.config;
  const ended = new Promise<void>((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true })
  );
  await Promise.race([ready, ended]);
  if (signal.aborted) return;
  await recordStartedMember({
    volumeDir,
    walDir: walDir || `${dataDir}/member/wal`,
    name,
    // Once begun it is worth the moment that it takes, also during a stop.
    signal: AbortSignal.timeout(RECORD_TIMEOUT_MS),
  });
}
