import type { LogLine } from "../support/wrapper_process.ts";

/** A program whose starts and stops are measured. */
export interface Subject extends AsyncDisposable {
  readonly name: string;
  /** Removes the member's data, so that its next start is a first one. */
  readonly clear: () => Promise<void>;
  /** Starts the program, resolves when its member is ready. */
  readonly start: () => Promise<Running>;
}

/** A started program; disposing of it kills it. */
export interface Running extends AsyncDisposable {
  readonly pid: number;
  /** From the start of the process until the member was ready. */
  readonly readyMs: number;
  /** When the process was started, in milliseconds since the epoch. */
  readonly execAtMs: number;
  /** The lines of the wrapper and of its etcd; nothing of a bare etcd. */
  readonly log: () => readonly LogLine[];
  /** Sends SIGTERM, resolves with the milliseconds until the exit. */
  readonly stop: () => Promise<number>;
}
