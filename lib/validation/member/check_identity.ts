import type { Finding } from "../finding.ts";
import { memberFinding } from "./member_finding.ts";
import { type MemberIdentity, memberIdentityPath } from "./member_identity.ts";

/** What is compared. */
export interface CheckIdentityOptions {
  /** The volume. */
  readonly volumeDir: string;
  /** Whose data the volume held before. */
  readonly recorded: MemberIdentity | undefined;
  /** Whose data it holds now, as far as that is known. */
  readonly found: {
    readonly memberId: string | undefined;
    readonly clusterId: string | undefined;
    readonly name: string | undefined;
  };
  /** Whose data it is to hold. */
  readonly expectedName: string | undefined;
}

/** Compares whose data a volume holds, held and is to hold. */
export function checkIdentity(options: CheckIdentityOptions): Finding[] {
  const { volumeDir, recorded, found, expectedName } = options;
  const file = memberIdentityPath(volumeDir);
  const findings: Finding[] = [];
  const { memberId, clusterId } = found;
  if (differ(recorded?.clusterId, clusterId)) {
    const detail =
      `the data is of cluster ${clusterId}, and the volume is of ` +
      `cluster ${recorded?.clusterId}`;
    findings.push(memberFinding("VOLUME_CLUSTER", { file, detail }));
  }
  if (differ(recorded?.memberId, memberId)) {
    const detail = `the data is of member ${memberId}, and the volume is of ` +
      `member ${recorded?.memberId}`;
    findings.push(memberFinding("VOLUME_MEMBER", { file, detail }));
  }
  const name = found.name || recorded?.name;
  if (differ(expectedName, name)) {
    const detail = `the volume is of member "${name}", and the configuration ` +
      `is of "${expectedName}"`;
    findings.push(memberFinding("VOLUME_NAME", { file, detail }));
  }
  return findings;
}

/** What is not known differs from nothing. */
function differ(a: string | undefined, b: string | undefined): boolean {
  return (a ?? "") !== "" && (b ?? "") !== "" && a !== b;
}
