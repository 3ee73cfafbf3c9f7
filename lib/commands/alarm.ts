import type { VerbCall } from "../cli/verb.ts";
import type { ClusterView } from "../operations/cluster_view.ts";
import { clientAt } from "../operations/etcd_access.ts";
import { RefusalError } from "../operations/refusal_error.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { connectEtcd } from "./connect_etcd.ts";
import { membersDocument, nameById } from "./format_members.ts";
import { formatTable } from "./format_table.ts";
import { lookAtCluster } from "./look_at_cluster.ts";
import { print } from "./print.ts";

/** Lists the alarms of the cluster. */
export async function alarmList(call: VerbCall): Promise<number> {
  using access = await connectEtcd(call);
  const view = await lookAtCluster(access, call.stop);
  const { alarms = [] } = membersDocument(view);
  const text = call.flags["output"] === "json"
    ? JSON.stringify({ alarms }, null, 2)
    : formatAlarms(view);
  await print(Deno.stdout, text);
  return EXIT_CODE.success;
}

/** Takes the alarms back that may be. */
export async function alarmDisarm(call: VerbCall): Promise<number> {
  using access = await connectEtcd(call);
  const view = await lookAtCluster(access, call.stop);
  if (view.alarms.length === 0) {
    await print(Deno.stdout, "there is no alarm");
    return EXIT_CODE.success;
  }
  const isCorrupt = view.alarms.some(({ kind }) => kind === "CORRUPT");
  if (isCorrupt && call.flags["corrupt"] !== true) {
    throw new RefusalError(
      "Refused to disarm: the members' data differ (CORRUPT), and without the " +
        "alarm they would go on differing. Find the member that differs and " +
        "replace its data first; --corrupt disarms nevertheless",
    );
  }
  const client = clientAt(access);
  for (const alarm of view.alarms) {
    await client.disarm(alarm, call.stop);
    const name = nameById(view, alarm.memberId);
    await print(Deno.stdout, `disarmed ${alarm.kind} of ${name}`);
  }
  if (view.alarms.some(({ kind }) => kind === "NOSPACE")) {
    await print(
      Deno.stderr,
      "note: NOSPACE comes back with the next write that finds the database " +
        "at its quota: compact and defrag make room",
    );
  }
  return EXIT_CODE.success;
}

function formatAlarms(view: ClusterView): string {
  if (view.alarms.length === 0) return "there is no alarm";
  return formatTable([
    ["MEMBER", "ID", "ALARM"],
    ...view.alarms.map(({ memberId, kind }) => [
      nameById(view, memberId),
      memberId,
      kind,
    ]),
  ]);
}
