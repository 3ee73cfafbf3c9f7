import { EXIT_CODE } from "../process/exit_code.ts";

/** Why a member cannot be started, whatever is waited for. */
export type MembershipCause =
  /** The member was removed from its cluster. */
  | "member-removed"
  /** The data, or the volume, belongs to another cluster. */
  | "other-cluster"
  /** The data belongs to another member of the cluster. */
  | "other-member"
  /** The only member's data is gone. */
  | "data-gone";

const EXIT_CODES: Readonly<Record<MembershipCause, number>> = {
  "member-removed": EXIT_CODE.memberRemoved,
  "other-cluster": EXIT_CODE.otherCluster,
  "other-member": EXIT_CODE.wrongVolume,
  "data-gone": EXIT_CODE.dataGone,
};

/** A state of the membership that only a person can resolve. */
export class MembershipError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "MembershipError";
  /** Stable, for programs. */
  readonly reason: MembershipCause;

  /** Says what is wrong and what can be done. */
  constructor(reason: MembershipCause, message: string) {
    super(message);
    this.reason = reason;
  }

  /** The exit code of the program that ends with this error. */
  get exitCode(): number {
    return EXIT_CODES[this.reason];
  }
}
