/** A file with certificates that the member uses. */
export interface CertificateFacts {
  /** Where it is. */
  readonly path: string;
  /** What it is for, such as `etcd server`; several when it serves for all. */
  readonly usages: readonly string[];
  /** The subject of its first certificate, as far as it has a common name. */
  readonly commonName: string | undefined;
  /**
   * When the first of its certificates ends, in milliseconds since the epoch;
   * undefined when it cannot be read.
   */
  readonly expiresAtMs: number | undefined;
  /** Whether etcd still uses what was in it when it was started. */
  readonly isRestartNeeded: boolean;
  /** Why it cannot be read. */
  readonly error: string | undefined;
}
