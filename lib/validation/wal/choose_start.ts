import type { LogPosition } from "../raft_messages.ts";

/** What is known about the snapshots. */
export interface ChooseStartOptions {
  /** The snapshots that the log records. */
  readonly recorded: readonly LogPosition[];
  /** Index of the last entry that is known to be committed. */
  readonly commit: bigint;
  /** Those that can be read from files, by falling name; all if not given. */
  readonly files: readonly LogPosition[] | undefined;
}

/**
 * Chooses the snapshot that etcd starts from: the newest one that is recorded,
 * committed and can be read. Without one it starts from the very beginning.
 */
export function chooseStart(options: ChooseStartOptions): LogPosition {
  const { files } = options;
  const committed = options.recorded.filter(({ index }) =>
    index <= options.commit
  );
  const chosen = files === undefined
    ? committed.toSorted(compare).at(-1)
    : files.find((file) =>
      committed.some(({ index, term }) =>
        index === file.index && term === file.term
      )
    );
  const { index = 0n, term = 0n } = chosen ?? {};
  return { index, term };
}

function compare(a: LogPosition, b: LogPosition): number {
  return Number(a.term - b.term) || Number(a.index - b.index);
}
