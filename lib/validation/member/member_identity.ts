/** Whose data a volume holds. */
export interface MemberIdentity {
  /** The member's name; empty as long as etcd has not published one. */
  readonly name: string;
  /** The member's ID in hexadecimal, as etcd prints it. */
  readonly memberId: string;
  /** The cluster's ID in hexadecimal, as etcd prints it. */
  readonly clusterId: string;
  /** When that was found, as an ISO 8601 time. */
  readonly recordedAt: string;
}

/** Path of the record in a volume. */
export function memberIdentityPath(volumeDir: string): string {
  return `${volumeDir}/member_identity.json`;
}

/**
 * Reads whose data a volume held; `undefined` where nothing says so.
 *
 * @throws {SyntaxError} When the file is not such a record.
 */
export async function readMemberIdentity(
  volumeDir: string,
): Promise<MemberIdentity | undefined> {
  const path = memberIdentityPath(volumeDir);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  const { name, memberId, clusterId, recordedAt } = JSON.parse(text) ?? {};
  const isWhole = [name, memberId, clusterId, recordedAt]
    .every((value) => typeof value === "string");
  if (!isWhole) {
    throw new SyntaxError(`"${path}" does not name a member and its cluster`);
  }
  return { name, memberId, clusterId, recordedAt };
}
