import type { VerbCall } from "../cli/verb.ts";
import type { MemberView } from "../operations/cluster_view.ts";
import {
  defragmentLimitMs,
  defragmentMember,
  defragmentOrder,
} from "../operations/defragment_member.ts";
import type { EtcdAccess } from "../operations/etcd_access.ts";
import { requireHealthy } from "../operations/require_healthy.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { formatBytes } from "../validation/report/format_bytes.ts";
import { connectEtcd } from "./connect_etcd.ts";
import { nameOf } from "./format_members.ts";
import { lookAtCluster } from "./look_at_cluster.ts";
import { print } from "./print.ts";
import { showWait } from "./wait_line.ts";

/** Defragments a member, or all, one at a time. */
export async function defrag(call: VerbCall): Promise<number> {
  using access = await connectEtcd(call);
  const isAll = call.flags["all"] === true;
  const order = defragmentOrder(await look(access, call), isAll);
  for (const [index, member] of order.entries()) {
    // What another one does meanwhile counts, too.
    if (index > 0) await look(access, call);
    await defragmentOne(access, member, call.stop);
  }
  return EXIT_CODE.success;
}

async function look(access: EtcdAccess, { stop }: VerbCall) {
  const view = await lookAtCluster(access, stop);
  requireHealthy(view, "defragment");
  return view;
}

async function defragmentOne(
  access: EtcdAccess,
  member: MemberView,
  stop: AbortSignal,
): Promise<void> {
  const name = nameOf(member.member);
  const beforeBytes = member.status?.dbSizeBytes ?? 0;
  const limit = Math.round(defragmentLimitMs(beforeBytes) / 1000);
  const beganMs = performance.now();
  using _wait = showWait(() =>
    `defragmenting ${name}, ${formatBytes(beforeBytes)}, ${limit} s at most`
  );
  const { dbSizeBytes } = await defragmentMember(access, member, {
    signal: stop,
  });
  const took = ((performance.now() - beganMs) / 1000).toFixed(1);
  await print(
    Deno.stdout,
    `${name} (${member.role}): ${formatBytes(beforeBytes)} -> ` +
      `${formatBytes(dbSizeBytes)} in ${took} s`,
  );
}
