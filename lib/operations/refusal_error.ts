/** The cluster is not in the state that an operation needs. */
export class RefusalError extends Error {
  /** Tells it apart in tests, and for the exit code. */
  override readonly name = "RefusalError";
}
