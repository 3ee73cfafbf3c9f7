import type { VerbCall } from "../cli/verb.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { connectEtcd } from "./connect_etcd.ts";
import { formatMembers, membersDocument } from "./format_members.ts";
import { lookAtCluster } from "./look_at_cluster.ts";
import { createPaint } from "./paint.ts";
import { print } from "./print.ts";

/** Shows the members of the cluster, each as it is. */
export async function members(call: VerbCall): Promise<number> {
  using access = await connectEtcd(call);
  const view = await lookAtCluster(access, call.stop);
  const text = call.flags["output"] === "json"
    ? JSON.stringify(membersDocument(view), null, 2)
    : formatMembers(view, createPaint(Deno.stdout.isTerminal()));
  await print(Deno.stdout, text);
  return EXIT_CODE.success;
}
