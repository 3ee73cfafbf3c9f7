/** What asked the program to stop. */
export type StopCause =
  | "SIGTERM"
  | "SIGINT"
  | "SIGHUP"
  | "SIGQUIT"
  | "/stop"
  | "CA change";

/** The reason of the stop signal: everything that waits rejects with it. */
export class StopRequest extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "StopRequest";
  /** What asked for the stop. */
  readonly origin: StopCause;

  /** Names what asked for the stop. */
  constructor(origin: StopCause) {
    super(`Stopped by ${origin}`);
    this.origin = origin;
  }
}
