import { assertEquals } from "@std/assert";
import { listQuarantine } from "../../lib/quarantine/list_quarantine.ts";
import { moveAside } from "../../lib/quarantine/move_aside.ts";
import { pruneQuarantine } from "../../lib/quarantine/prune_quarantine.ts";
import { captureLog } from "../support/captured_log.ts";
import { pathExists } from "../support/path_exists.ts";
import {
  createVolume,
  fillMember,
  runQuarantine,
  type Volume,
} from "./volume.ts";

/** Moves as many generations of a member aside. */
async function withEntries(
  count: number,
  fn: (volume: Volume, ids: readonly string[]) => Promise<void>,
  ownWalDir = false,
): Promise<void> {
  await using volume = await createVolume({ ownWalDir });
  const ids: string[] = [];
  for (let number = 0; number < count; number++) {
    await fillMember(volume.dataDir, `generation ${number}`);
    if (ownWalDir) await Deno.mkdir(volume.walDir, { recursive: true });
    const { id } = await moveAside({
      dataDir: volume.dataDir,
      walDir: volume.walDir,
      code: "DB_META",
      findings: [],
      facts: {},
      versions: {},
    });
    ids.push(id);
  }
  await fn(volume, ids);
}

async function idsOf({ dataDir }: Volume): Promise<string[]> {
  return (await listQuarantine(dataDir)).map(({ id }) => id);
}

Deno.test("pruneQuarantine() removes the oldest beyond the count and says so", () =>
  withEntries(4, async (volume, ids) => {
    using log = captureLog();
    const { dataDir } = volume;
    const { logger } = log;
    await pruneQuarantine({
      walDir: "",
      dataDir,
      maxCount: 2,
      minFreePercent: 0,
      logger,
    });
    assertEquals(await idsOf(volume), ids.slice(2));
    assertEquals(
      log.lines.map(({ msg, quarantine, code, reason }) => [
        msg,
        quarantine,
        code,
        reason,
      ]),
      ids.slice(0, 2).map((id) => [
        "removed an old invalid data directory for good",
        `${dataDir}.quarantine/${id}`,
        "DB_META",
        "more than 2 are kept",
      ]),
    );
  }));

Deno.test("pruneQuarantine() never removes the newest", () =>
  withEntries(3, async (volume, ids) => {
    using log = captureLog();
    await pruneQuarantine({
      walDir: "",
      dataDir: volume.dataDir,
      maxCount: 0,
      minFreePercent: 100,
      logger: log.logger,
      freePercent: () => Promise.resolve(0),
    });
    assertEquals(await idsOf(volume), ids.slice(-1));
  }));

Deno.test("pruneQuarantine() never removes the newest that holds data", () =>
  withEntries(3, async (volume, ids) => {
    const { dataDir } = volume;
    // The newest was put back, and then a creation was killed.
    const newest = `${dataDir}.quarantine/${ids[2]}`;
    await Deno.rename(`${newest}/data`, `${volume.path}/elsewhere`);
    await fillMember(dataDir, "unused");
    const unused = await moveAside({
      dataDir,
      walDir: "",
      code: "MEMBER_NO_ENTRIES",
      findings: [],
      facts: {},
      versions: {},
    });
    using log = captureLog();
    const { logger } = log;
    const limits = { maxCount: 1, minFreePercent: 0 };
    await pruneQuarantine({ ...limits, dataDir, walDir: "", logger });
    assertEquals(await idsOf(volume), [ids[1], unused.id]);
  }));

Deno.test("pruneQuarantine() stops as soon as enough is free", () =>
  withEntries(4, async (volume, ids) => {
    using log = captureLog();
    const free = [3, 9, 12];
    await pruneQuarantine({
      walDir: "",
      dataDir: volume.dataDir,
      maxCount: 9,
      minFreePercent: 10,
      logger: log.logger,
      freePercent: () => Promise.resolve(free.shift() ?? 100),
    });
    assertEquals(await idsOf(volume), ids.slice(2));
  }));

Deno.test("pruneQuarantine() asks the system what is free", () =>
  withEntries(2, async (volume, ids) => {
    using log = captureLog();
    const { logger } = log;
    const { dataDir } = volume;
    await pruneQuarantine({
      walDir: "",
      dataDir,
      maxCount: 9,
      minFreePercent: 101,
      logger,
    });
    assertEquals(await idsOf(volume), ids.slice(1));
    assertEquals(log.lines.length, 1);
  }));

Deno.test("pruneQuarantine() keeps all when it cannot tell what is free", () =>
  withEntries(3, async (volume, ids) => {
    using log = captureLog();
    await pruneQuarantine({
      walDir: "",
      dataDir: volume.dataDir,
      maxCount: 9,
      minFreePercent: 10,
      logger: log.logger,
      freePercent: () => Promise.reject(new Error("no idea")),
    });
    assertEquals(await idsOf(volume), ids);
    assertEquals(log.messages("warn"), [
      "cannot tell how much of the volume is free, keeping all",
    ]);
  }));

Deno.test("pruneQuarantine() keeps what it does not know", () =>
  withEntries(2, async (volume) => {
    const root = `${volume.dataDir}.quarantine`;
    await fillMember(`${root}/20200101T000000Z-OWN`, "mine");
    await fillMember(`${root}/20200101T000001Z-ODD`, "odd");
    await Deno.writeTextFile(`${root}/20200101T000001Z-ODD/report.json`, "{}");
    using log = captureLog();
    const { logger } = log;
    const { dataDir } = volume;
    await pruneQuarantine({
      walDir: "",
      dataDir,
      maxCount: 1,
      minFreePercent: 0,
      logger,
    });
    assertEquals(await pathExists(`${root}/20200101T000000Z-OWN`), true);
    assertEquals(await pathExists(`${root}/20200101T000001Z-ODD`), true);
    assertEquals((await idsOf(volume)).length, 1);
  }));

Deno.test("pruneQuarantine() killed before any step ends at the same", async () => {
  for (let killAt = 1;; killAt++) {
    let wasKilled = false;
    await withEntries(3, async (volume, ids) => {
      const args = [volume.dataDir, volume.walDir] as const;
      ({ wasKilled } = await runQuarantine("prune", args, killAt));
      assertEquals((await idsOf(volume)).at(-1), ids.at(-1));
      await runQuarantine("prune", args);
      assertEquals(await idsOf(volume), ids.slice(-1));
      for (const root of [volume.dataDir, volume.walDir]) {
        const names = await Array.fromAsync(
          Deno.readDir(`${root}.quarantine`),
          ({ name }) => name,
        );
        assertEquals(names, ids.slice(-1));
      }
    }, true);
    if (!wasKilled) break;
  }
});
