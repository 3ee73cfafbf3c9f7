import { EXIT_CODE } from "../process/exit_code.ts";

/** Why a verb could not do what it is for, in words for people. */
export class VerbError extends Error {
  /** Tells it apart in tests. */
  override readonly name = "VerbError";
  /** What the process ends with. */
  readonly exitCode: number;

  /** Keeps the text and the exit code. */
  constructor(message: string, exitCode: number = EXIT_CODE.failure) {
    super(message);
    this.exitCode = exitCode;
  }
}
