/** Validates a log as often as is said; prints the milliseconds of each. */
import { validateWal } from "../../lib/validation/wal/validate_wal.ts";

const [walDir = "", mode = "full", rounds = "1"] = Deno.args;
const times: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const beganMs = performance.now();
  const { findings } = await validateWal(walDir, {
    mode: mode === "sanity" ? "sanity" : "full",
    signal: new AbortController().signal,
    snapshotFiles: [],
  });
  if (findings.length > 0) throw new Error(JSON.stringify(findings));
  times.push(performance.now() - beganMs);
}
await Deno.stdout.write(new TextEncoder().encode(JSON.stringify(times)));
