/** Validates a database; prints milliseconds, peak memory in MB and errors. */
import { validateDatabase } from "../../lib/validation/bbolt/validate_database.ts";

const [path = "", mode = "full"] = Deno.args;
const beganMs = performance.now();
const { findings } = await validateDatabase(path, {
  mode: mode === "sanity" ? "sanity" : "full",
  signal: new AbortController().signal,
});
const ms = performance.now() - beganMs;
const errors = findings.filter(({ severity }) => severity === "error").length;
await Deno.stdout.write(
  new TextEncoder().encode(JSON.stringify({ ms, peakMb: peakMb(), errors })),
);

function peakMb(): number {
  const status = Deno.readTextFileSync("/proc/self/status");
  return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]) / 1024;
}
