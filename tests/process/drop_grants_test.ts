import { assertEquals } from "@std/assert";
import { runProgram } from "../support/program.ts";
import { tempDir } from "../support/temp_dir.ts";

Deno.test("dropHomeWrite() and dropRun() take what is not needed any more", async () => {
  await using dir = await tempDir();
  const [home, volume] = [`${dir.path}/home`, `${dir.path}/volume`];
  await Deno.mkdir(home);
  await Deno.mkdir(volume);
  const { stdout, stderr } = await runProgram("drop_grants.ts", {
    args: [home, volume],
    permissions: [
      "--allow-run=true,sleep",
      `--allow-read=${home},${volume}`,
      `--allow-write=${home},${volume}`,
    ],
  });
  assertEquals(stderr, "");
  assertEquals(JSON.parse(stdout), {
    before: { home: true, volume: true, run: true },
    withoutHome: { home: false, volume: true, run: true },
    withoutRun: { home: false, volume: true, run: false },
    signal: "SIGTERM",
  });
});

Deno.test("dropHomeWrite() keeps a grant that covers the data volume too", async () => {
  await using dir = await tempDir();
  const [home, volume] = [`${dir.path}/home`, `${dir.path}/volume`];
  await Deno.mkdir(home);
  await Deno.mkdir(volume);
  const { stdout } = await runProgram("drop_grants.ts", {
    args: [home, volume],
    permissions: [
      "--allow-run=true,sleep",
      `--allow-read=${dir.path}`,
      `--allow-write=${dir.path}`,
    ],
  });
  const { withoutHome, withoutRun } = JSON.parse(stdout);
  assertEquals(withoutHome, { home: true, volume: true, run: true });
  assertEquals(withoutRun, { home: true, volume: true, run: false });
});
