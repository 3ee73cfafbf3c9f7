import { finishQuarantine } from "../../lib/quarantine/finish_quarantine.ts";
import { moveAside } from "../../lib/quarantine/move_aside.ts";
import { pruneQuarantine } from "../../lib/quarantine/prune_quarantine.ts";
import { repairTornTail } from "../../lib/quarantine/repair_torn_tail.ts";
import { captureLog } from "../support/captured_log.ts";

/*
 * Does one thing of lib/quarantine/ and kills itself right before its n-th
 * call of the file system. Its output is the number of calls
 * when it came to its end.
 */
const [what = "", dataDir = "", walDir = "", killAt = "0"] = Deno.args;
let calls = 0;

function count(): void {
  calls++;
  if (calls === Number(killAt)) Deno.kill(Deno.pid, "SIGKILL");
}

// deno-lint-ignore no-explicit-any
function tap(owner: any, names: readonly string[]): void {
  for (const name of names) {
    const original = owner[name];
    owner[name] = function (...args: unknown[]) {
      count();
      return original.apply(this, args);
    };
  }
}

tap(Deno, ["mkdir", "rename", "remove", "makeTempFile", "copyFile", "chmod"]);
tap(Deno.FsFile.prototype, ["write", "sync", "truncate"]);

using log = captureLog();
const { logger } = log;
switch (what) {
  case "move":
    await moveAside({
      dataDir,
      walDir,
      code: "DB_META",
      findings: [],
      facts: { memberId: 7n },
      versions: {},
    });
    break;
  case "finish":
    await finishQuarantine(dataDir, logger);
    break;
  case "prune":
    await pruneQuarantine({
      dataDir,
      walDir,
      maxCount: 1,
      minFreePercent: 0,
      logger,
    });
    break;
  case "repair":
    await repairTornTail({ file: dataDir, offset: 4096 });
    break;
}
await Deno.stdout.write(new TextEncoder().encode(`${calls}\n`));
