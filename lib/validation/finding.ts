/** Something that a validation has found in a file. */
export interface Finding {
  /** Stable name of the kind of finding, such as `WAL_CRC`. */
  readonly code: string;
  /** An `error` keeps etcd from starting, a `warning` does not. */
  readonly severity: "error" | "warning" | "info";
  /** Path of the file. */
  readonly file: string;
  /** Where in the file, in bytes. */
  readonly offset: number | undefined;
  /** What is wrong, and what that means. */
  readonly message: string;
  /** What can be done about it. */
  readonly action: string;
}
