/** A version of etcd. */
export interface EtcdVersion {
  /** The first number, 3 in all that is supported. */
  readonly major: number;
  /** The second number, which names the line. */
  readonly minor: number;
  /** The third number. */
  readonly patch: number;
}

/** A version as etcd prints it. */
export function formatEtcdVersion(
  { major, minor, patch }: EtcdVersion,
): string {
  return `${major}.${minor}.${patch}`;
}

const VERSION_REGEXP = /^etcd Version: v?(\d+)\.(\d+)\.(\d+)/m;

/**
 * Reads the output of `etcd --version`.
 * @throws {SyntaxError} if it names no version.
 */
export function parseEtcdVersion(versionOutput: string): EtcdVersion {
  const match = VERSION_REGEXP.exec(versionOutput);
  if (match === null) {
    const firstLine = versionOutput.split("\n", 1)[0];
    throw new SyntaxError(
      `Cannot read the version of etcd: its output begins with "${firstLine}"`,
    );
  }
  const [major, minor, patch] = match.slice(1).map(Number);
  return { major: major ?? 0, minor: minor ?? 0, patch: patch ?? 0 };
}
