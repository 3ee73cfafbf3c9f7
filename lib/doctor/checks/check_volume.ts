import type { MemberIdentity } from "../../validation/member/member_identity.ts";
import {
  memberIdentityPath,
  readMemberIdentity,
} from "../../validation/member/member_identity.ts";
import { checkIdentity } from "../../validation/member/check_identity.ts";
import { checkVolumeGuard } from "../../validation/member/volume_guard.ts";
import { describeReadFailure } from "../describe_read_failure.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";

/** Looks whether the volume is this member's, by what is written on it. */
export const CHECK_VOLUME: DoctorCheck = {
  name: "volume",
  timeoutMs: 5000,
  async run(call: CheckCall) {
    const { volumeDir, namespace, config } = call.subject;
    if (volumeDir === "") return { summary: "not looked at", isSkipped: true };
    const recorded = await readIdentity(volumeDir, call);
    const findings = [
      ...checkIdentity({
        volumeDir,
        recorded,
        found: { memberId: undefined, clusterId: undefined, name: undefined },
        expectedName: config?.name,
      }),
      ...namespace === "" ? [] : await checkVolumeGuard(volumeDir, namespace),
    ];
    for (const { file, message } of findings) {
      call.report("VOLUME_IDENTITY", { subject: file, reason: message });
    }
    return {
      summary: recorded === undefined
        ? "nothing says whose it is: no start has succeeded on it"
        : `it is of member "${recorded.name}" (${recorded.memberId}) of ` +
          `cluster ${recorded.clusterId}`,
      facts: { identity: recorded ?? null },
    };
  },
};

async function readIdentity(
  volumeDir: string,
  { report }: CheckCall,
): Promise<MemberIdentity | undefined> {
  try {
    return await readMemberIdentity(volumeDir);
  } catch (error) {
    const reason = `cannot be understood: ${describeReadFailure(error)}`;
    report("VOLUME_UNREADABLE", {
      subject: memberIdentityPath(volumeDir),
      reason,
    });
    return undefined;
  }
}
