/** What a benchmark is run with. */
export interface BenchOptions {
  /** How often each thing is measured. */
  readonly runs: number;
  /** How long a program idles before its memory is measured. */
  readonly idleSeconds: number;
  /** Size of the database that is validated. */
  readonly databaseMb: number;
}
