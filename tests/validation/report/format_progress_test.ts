import { assert, assertEquals } from "@std/assert";
import { formatBytes } from "../../../lib/validation/report/format_bytes.ts";
import { formatProgress } from "../../../lib/validation/report/format_progress.ts";

const PURE = { permissions: "none" } as const;
const MIB = 1024 * 1024;
const HALF = {
  title: "full",
  doneBytes: 430 * MIB,
  totalBytes: 1000 * MIB,
  elapsedMs: 2_000,
  columns: 100,
};

Deno.test("formatProgress() shows share, rate and time left", PURE, () => {
  assertEquals(
    formatProgress(HALF),
    "full  43 % [#################-----------------------] " +
      "430 MiB of 1000 MiB, 215 MiB/s, 3 s left",
  );
  assertEquals(
    formatProgress({ ...HALF, doneBytes: 1000 * MIB, elapsedMs: 100 }),
    "full 100 % [########################################] " +
      "1000 MiB of 1000 MiB",
  );
  const slow = formatProgress({ ...HALF, elapsedMs: 200_000 });
  assert(slow.endsWith("2.1 MiB/s, 4 min 26 s left"), slow);
});

Deno.test(
  "formatProgress() fits in narrow terminals and knows nothing to do",
  PURE,
  () => {
    for (const columns of [10, 20, 50, 60, 80]) {
      const line = formatProgress({ ...HALF, columns });
      assert(line.length < columns, line);
    }
    const nothing = { ...HALF, doneBytes: 0, totalBytes: 0 };
    assert(formatProgress(nothing).startsWith("full 100 % [##"));
  },
);

Deno.test("formatBytes() chooses the unit", PURE, () => {
  const sizes = [0, 1023, 1024, 150_000, 16 * MIB, 2 ** 31, 2 ** 43];
  assertEquals(sizes.map(formatBytes), [
    "0 B",
    "1023 B",
    "1.0 KiB",
    "146 KiB",
    "16.0 MiB",
    "2.0 GiB",
    "8.0 TiB",
  ]);
});
