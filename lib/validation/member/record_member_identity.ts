import { replaceFile } from "../../replace_file.ts";
import { memberIdentityPath, readMemberIdentity } from "./member_identity.ts";
import type { MemberReport } from "./member_report.ts";

/**
 * Writes into the volume whose data it holds, when that is known and not
 * recorded yet; tells whether it has written. Only what is valid, or cut off
 * at its end, is believed.
 */
export async function recordMemberIdentity(
  volumeDir: string,
  { verdict, facts }: MemberReport,
  now: Date,
): Promise<boolean> {
  const { memberId, clusterId, name = "" } = facts;
  if (verdict !== "valid" && verdict !== "repairable") return false;
  if (memberId === undefined || clusterId === undefined) return false;
  const known = await readMemberIdentity(volumeDir).catch(() => undefined);
  const isSame = known?.memberId === memberId &&
    known.clusterId === clusterId && (known.name === name || name === "");
  if (isSame) return false;
  const recordedAt = now.toISOString();
  const identity = { name, memberId, clusterId, recordedAt };
  const text = `${JSON.stringify(identity, null, 2)}\n`;
  await replaceFile(memberIdentityPath(volumeDir), text);
  return true;
}
