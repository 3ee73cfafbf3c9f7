import type { VerbCall } from "../cli/verb.ts";
import { chooseMove } from "../operations/choose_move.ts";
import { carryOutMove } from "../operations/carry_out_move.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { connectEtcd } from "./connect_etcd.ts";
import { nameOf } from "./format_members.ts";
import { lookAtCluster } from "./look_at_cluster.ts";
import { print } from "./print.ts";
import { showWait } from "./wait_line.ts";

/** Moves the leadership to another member. */
export async function moveLeader(call: VerbCall): Promise<number> {
  using access = await connectEtcd(call);
  const view = await lookAtCluster(access, call.stop);
  const move = chooseMove(view, String(call.flags["to"]));
  const [from, to] = [nameOf(move.from.member), nameOf(move.to.member)];
  if (move.from.member.id === move.to.member.id) {
    await print(Deno.stdout, `${to} is the leader already`);
    return EXIT_CODE.success;
  }
  const beganMs = performance.now();
  using _wait = showWait(() => `moving the leadership to ${to}`);
  await carryOutMove(access, move, call.stop);
  const tookMs = Math.round(performance.now() - beganMs);
  await print(
    Deno.stdout,
    `moved the leadership from ${from} to ${to} in ${tookMs} ms`,
  );
  return EXIT_CODE.success;
}
