/** There is no daemon on the socket, or it cannot be spoken to. */
export class NoDaemonError extends Error {
  /** Tells it apart in tests, and for the exit code. */
  override readonly name = "NoDaemonError";
}
