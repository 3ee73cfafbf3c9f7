/** A record that makes the rest of the log worthless. */
export class RecordError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "RecordError";
  /** The code of the finding that it becomes. */
  readonly code: string;
  /** Where the record begins in its file. */
  readonly offset: number;

  /** Keeps what is wrong with the record, and where it is. */
  constructor(
    code: string,
    offset: number,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.offset = offset;
  }
}
