import { dropHomeWrite, dropRun } from "../../lib/process/drop_grants.ts";

/*
 * Tells what can be done before and after the grants are dropped:
 *   HOME VOLUME   two directories that may be written
 */
const [home = "", volume = ""] = Deno.args;

async function can(step: () => unknown): Promise<boolean> {
  try {
    await step();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return false;
    throw error;
  }
}

async function capabilities(): Promise<Record<string, boolean>> {
  return {
    home: await can(() => Deno.writeTextFile(`${home}/file`, "")),
    volume: await can(() => Deno.writeTextFile(`${volume}/file`, "")),
    run: await can(() => new Deno.Command("true").output()),
  };
}

const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
const before = await capabilities();
dropHomeWrite(home);
const withoutHome = await capabilities();
dropRun();
const withoutRun = await capabilities();
child.kill("SIGTERM");
const { signal } = await child.status;
const report = JSON.stringify({ before, withoutHome, withoutRun, signal });
await Deno.stdout.write(new TextEncoder().encode(report));
