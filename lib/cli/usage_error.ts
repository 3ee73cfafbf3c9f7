/** A command line that cannot be used: its text goes to standard error. */
export class UsageError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "UsageError";
  /** What the process ends with. */
  readonly exitCode: number;

  /** Keeps the whole text to print and the exit code to end with. */
  constructor(text: string, exitCode: number) {
    super(text);
    this.exitCode = exitCode;
  }
}
