/** An answer of etcd that is not a success. */
export class EtcdAnswerError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "EtcdAnswerError";
  /** The gRPC status; undefined when the answer is no gRPC at all. */
  readonly status: number | undefined;

  /** Keeps etcd's words and the gRPC status. */
  constructor(message: string, status: number | undefined) {
    super(message);
    this.status = status;
  }
}
