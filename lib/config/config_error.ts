/** One thing that etcd would not accept: where it stands and why. */
export interface ConfigProblem {
  /** The key in the file, nested keys with a dot; empty for the whole file. */
  readonly key: string;
  /** What is wrong with it. */
  readonly reason: string;
}

/** Thrown for an etcd configuration that etcd would not start with. */
export class ConfigError extends Error {
  /** Tells this class from other errors. */
  override readonly name = "ConfigError";
  /** Everything that was found, not only the first. */
  readonly problems: readonly ConfigProblem[];

  /** Joins all problems into one message. */
  constructor(problems: readonly ConfigProblem[], options?: ErrorOptions) {
    const list = problems.map(({ key, reason }) =>
      key === "" ? reason : `"${key}": ${reason}`
    );
    super(`Cannot use the etcd configuration: ${list.join("; ")}`, options);
    this.problems = problems;
  }
}
