import type { VerbCall } from "../cli/verb.ts";
import type { EtcdAlarm } from "../etcd_client/etcd_member.ts";
import type { ClusterView } from "../operations/cluster_view.ts";
import { clientAt, type EtcdAccess } from "../operations/etcd_access.ts";
import { RefusalError } from "../operations/refusal_error.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { connectEtcd } from "./connect_etcd.ts";
import { alarmsDocument, nameById } from "./format_members.ts";
import { formatTable } from "./format_table.ts";
import { lookAtCluster } from "./look_at_cluster.ts";
import { print } from "./print.ts";

/** Lists the alarms of the cluster. */
export async function alarmList(call: VerbCall): Promise<number> {
  using access = await connectEtcd(call);
  const { view, alarms } = await look(access, call.stop);
  const text = call.flags["output"] === "json"
    ? JSON.stringify({ alarms: alarmsDocument(view, alarms) }, null, 2)
    : formatAlarms(view, alarms);
  await print(Deno.stdout, text);
  return EXIT_CODE.success;
}

/** Takes the alarms back that may be. */
export async function alarmDisarm(call: VerbCall): Promise<number> {
  using access = await connectEtcd(call);
  const { view, alarms } = await look(access, call.stop);
  if (alarms.length === 0) {
    await print(Deno.stdout, "there is no alarm");
    return EXIT_CODE.success;
  }
  const isCorrupt = alarms.some(({ kind }) => kind === "CORRUPT");
  if (isCorrupt && call.flags["corrupt"] !== true) {
    throw new RefusalError(
      "Refused to disarm: the members' data differ (CORRUPT), and without the " +
        "alarm they would go on differing. Find the member that differs and " +
        "replace its data first; --corrupt disarms nevertheless",
    );
  }
  const client = clientAt(access);
  for (const alarm of alarms) {
    await client.disarm(alarm, call.stop);
    const name = nameById(view, alarm.memberId);
    await print(Deno.stdout, `disarmed ${alarm.kind} of ${name}`);
  }
  if (alarms.some(({ kind }) => kind === "NOSPACE")) {
    await print(
      Deno.stderr,
      "note: NOSPACE comes back with the next write that finds the database " +
        "at its quota: compact and defrag make room",
    );
  }
  return EXIT_CODE.success;
}

async function look(
  access: EtcdAccess,
  signal: AbortSignal,
): Promise<{ view: ClusterView; alarms: readonly EtcdAlarm[] }> {
  const view = await lookAtCluster(access, signal);
  const { alarms } = view;
  if (!(alarms instanceof Error)) return { view, alarms };
  throw new Error(
    "Cannot ask for the alarms, which takes a quorum of members",
    { cause: alarms },
  );
}

function formatAlarms(
  view: ClusterView,
  alarms: readonly EtcdAlarm[],
): string {
  if (alarms.length === 0) return "there is no alarm";
  return formatTable([
    ["MEMBER", "ID", "ALARM"],
    ...alarms.map(({ memberId, kind }) => [
      nameById(view, memberId),
      memberId,
      kind,
    ]),
  ]);
}
