import { EXIT_CODE } from "../process/exit_code.ts";

/** Why a member is not started without the sidecar. */
export type RefusalCause =
  /** The data was invalid and has been moved aside. */
  | "data-quarantined"
  /** The volume, or the data in it, belongs to another member. */
  | "wrong-volume"
  /** Another process holds the data. */
  | "data-locked"
  /** The data cannot be started, and moving it aside would not help. */
  | "data-unusable";

/** The same as of `validate`, where it is the same cause. */
const EXIT_CODES: Readonly<Record<RefusalCause, number>> = {
  "data-quarantined": EXIT_CODE.invalid,
  "wrong-volume": EXIT_CODE.wrongVolume,
  "data-locked": EXIT_CODE.locked,
  "data-unusable": EXIT_CODE.unusable,
};

/** A start that does not get better by itself: its cause is told and stable. */
export class StartRefusal extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "StartRefusal";
  /** Stable, for programs. */
  readonly reason: RefusalCause;

  /** Says what is wrong and what can be done. */
  constructor(reason: RefusalCause, message: string) {
    super(message);
    this.reason = reason;
  }

  /** The exit code of the program that ends with this error. */
  get exitCode(): number {
    return EXIT_CODES[this.reason];
  }
}
