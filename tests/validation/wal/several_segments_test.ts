import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Said, writeMadeLog } from "./made_log.ts";
import { codesOf, full, sanity, withDir } from "./validate_made_log.ts";

const SOUND: readonly Said[] = [
  ["entry", 1, 1],
  ["entry", 1, 2],
  ["state", 1, 7, 2],
];

Deno.test("validateWal() takes a blank sector for a cut in the last segment only", async () => {
  await withDir(async (walDir) => {
    const owner: Said = ["metadata", 7, 9];
    const large: Said = ["raw", 2, 0x10, 1, 0x18, 1, 0x22, 0xdc, 0x0b];
    const said: Said[] = [owner, ["snapshot", 0, 0], [
      ...large,
      ...new Uint8Array(1_500).fill(1),
    ]];
    const [older = "", last = ""] = await writeMadeLog(walDir, [
      { firstIndex: 0, said },
      { firstIndex: 2, said },
    ]);
    for (const [file, code] of [[last, "WAL_TORN_TAIL"], [older, "WAL_CRC"]]) {
      const bytes = await Deno.readFile(file ?? "");
      await Deno.writeFile(file ?? "", bytes.fill(0, 512, 1_024));
      assertEquals(codesOf(await full(walDir)), [code]);
    }
  });
});

Deno.test("validateWal() checks the sequence and the chain of segments", async () => {
  await withDir(async (walDir) => {
    const owner: Said = ["metadata", 7, 9];
    const entries = (index: number): Said[] => [
      owner,
      ["entry", 1, index],
      ["state", 1, 7, index],
    ];
    const segments = await writeMadeLog(walDir, [
      { firstIndex: 0, said: [["snapshot", 0, 0], ...entries(1)] },
      { firstIndex: 2, said: entries(2) },
      { firstIndex: 3, said: entries(3) },
      { firstIndex: 4, said: entries(4) },
    ]);
    assertEquals(codesOf(await full(walDir)), []);
    const [first = "", , third = ""] = segments;
    await Deno.rename(third, `${third}.broken`);
    const codes = ["WAL_CHAIN", "WAL_SEQUENCE", "WAL_LEFTOVER"];
    assertEquals(codesOf(await full(walDir)), codes);
    assertEquals(codesOf(await sanity(walDir)), codes.slice(1));
    await Deno.rename(`${third}.broken`, third);
    await Deno.remove(first);
    assertEquals(codesOf(await full(walDir)), ["WAL_START"]);
  });
});

Deno.test("validateWal() goes back for the last state when it is to be quick", async () => {
  await withDir(async (walDir) => {
    const owner: Said = ["metadata", 7, 9];
    await writeMadeLog(walDir, [
      { firstIndex: 0, said: [owner, ["snapshot", 0, 0], ["entry", 1, 1]] },
      { firstIndex: 2, said: [owner, ["entry", 1, 2], ["state", 1, 7, 2]] },
      { firstIndex: 3, said: [owner, ["entry", 1, 3]] },
    ]);
    const { findings, facts } = await sanity(walDir);
    assertEquals(findings, []);
    assertEquals(facts?.commit, 2n);
    assertEquals(facts?.lastIndex, 3n);
    assertEquals(facts?.segments, 3);
  });
});

Deno.test("validateWal() does not read the middle when it is to be quick", async () => {
  await withDir(async (walDir) => {
    const owner: Said = ["metadata", 7, 9];
    const [first = ""] = await writeMadeLog(walDir, [
      { firstIndex: 0, said: [owner, ["snapshot", 0, 0], ...SOUND] },
      { firstIndex: 3, said: [owner, ["entry", 1, 3], ["state", 1, 7, 3]] },
    ]);
    const bytes = await Deno.readFile(first);
    await Deno.writeFile(first, bytes.with(-9, 0x55));
    assertEquals(codesOf(await sanity(walDir)), []);
    assertEquals(codesOf(await full(walDir)), ["WAL_CRC"]);
  });
});

Deno.test("validateWal() finds a damaged head in an older segment at once", async () => {
  await withDir(async (walDir) => {
    const said: Said[] = [["metadata", 7, 9], ...SOUND];
    const [first = ""] = await writeMadeLog(walDir, [
      { firstIndex: 0, said },
      { firstIndex: 3, said: [["metadata", 7, 9], ["state", 1, 7, 2]] },
    ]);
    const bytes = await Deno.readFile(first);
    await Deno.writeFile(first, bytes.with(8 + 8 + 3, 0xff));
    const [code] = codesOf(await sanity(walDir));
    assertStringIncludes("WAL_CUT_SEGMENT WAL_CRC WAL_RECORD", `${code}`);
  });
});
