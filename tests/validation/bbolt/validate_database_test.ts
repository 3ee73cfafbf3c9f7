import { assert, assertEquals, assertRejects } from "@std/assert";
import { validateDatabase } from "../../../lib/validation/bbolt/validate_database.ts";
import { overwrite } from "../../support/damage.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { writeEtcdDatabase } from "./etcd_databases.ts";
import { codes, isValid, ourReport } from "./our_verdict.ts";
import { RAW_DATABASES, writeRawDatabase } from "./raw_databases.ts";
import { referencePrograms } from "./reference_verdicts.ts";

for (const [name, flags] of Object.entries(RAW_DATABASES)) {
  Deno.test(`validateDatabase() accepts a database: ${name}`, async () => {
    await using dir = await tempDir();
    const path = `${dir.path}/db`;
    await writeRawDatabase(path, flags);
    const verdicts = await (await referencePrograms())(path, { isEtcd: false });
    assert(verdicts.every(({ accepts }) => accepts));
    for (const mode of ["sanity", "full"] as const) {
      const report = await ourReport(path, mode);
      assertEquals(codes(report), ["DB_NOT_ETCD"]);
      assertEquals(report.facts?.fileBytes, (await Deno.stat(path)).size);
    }
  });
}

for (const line of ["3.4", "3.5", "3.6"] as const) {
  Deno.test(`validateDatabase() accepts a database of etcd ${line} and tells its facts`, async () => {
    await using dir = await tempDir();
    const written = { line, dir: dir.path, keys: 300, isVaried: true };
    const { path } = await writeEtcdDatabase(written);
    const { findings, facts } = await ourReport(path);
    assertEquals(findings, []);
    assert(facts !== undefined);
    // 3 puts of 100 keys, 5 of one, one deletion; the first revision is 2.
    assertEquals(facts.lastRevision, 10n);
    assertEquals(facts.compactRevision, 4n);
    assertEquals(facts.clusterVersion, `${line}.0`);
    assertEquals(facts.members.map(({ name }) => name), ["etcd-main-0"]);
    assertEquals(facts.removedMembers, []);
    assert((facts.consistentIndex ?? 0n) > 10n);
    assertEquals(facts.term, line === "3.4" ? undefined : 2n);
    assertEquals(facts.hasStoredFreelist, false);
    assert(facts.freePages !== undefined && facts.freePages > 0);
    const quick = await ourReport(path, "sanity");
    assertEquals(quick.findings, []);
    assertEquals(quick.facts, {
      ...facts,
      freePages: undefined,
      inUseBytes: undefined,
    });
  });
}

Deno.test("validateDatabase() reports a missing, an empty, a short and a foreign file", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/db`;
  assertEquals(codes(await ourReport(path)), ["DB_MISSING"]);
  await Deno.writeFile(path, new Uint8Array());
  assertEquals(codes(await ourReport(path)), ["DB_EMPTY"]);
  await Deno.writeFile(path, new Uint8Array(100));
  assertEquals(codes(await ourReport(path)), ["DB_TOO_SHORT"]);
  await Deno.writeFile(path, new Uint8Array(100_000).fill(7));
  const report = await ourReport(path);
  assertEquals(codes(report, "error"), ["DB_NO_META"]);
  assertEquals(report.facts, undefined);
});

Deno.test("validateDatabase() goes back to the other meta page when the newer one is damaged", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/db`;
  await writeRawDatabase(path, RAW_DATABASES["raw, inline buckets"] ?? []);
  const { facts } = await ourReport(path);
  const newer = facts === undefined ? 0 : Number(facts.txid % 2n) * 4096;
  await overwrite(path, newer + 16 + 56, new Uint8Array(8));
  const report = await ourReport(path);
  assert(isValid(report));
  assertEquals(codes(report), ["DB_META_CHECKSUM", "DB_NOT_ETCD"]);
  assertEquals(report.findings[0]?.offset, newer);
  assertEquals(report.facts?.txid, (facts?.txid ?? 0n) - 1n);
});

Deno.test("validateDatabase() tells the progress to its end", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/db`;
  await writeRawDatabase(path, ["-keys=20000", "-value-bytes=300"]);
  const steps: number[] = [];
  let total = 0;
  await validateDatabase(path, {
    mode: "full",
    signal: new AbortController().signal,
    onProgress: (doneBytes, totalBytes) => {
      steps.push(doneBytes);
      total = totalBytes;
    },
  });
  assert(steps.length > 3);
  assertEquals(steps, steps.toSorted((a, b) => a - b));
  assertEquals(steps.at(-1), total);
});

Deno.test("validateDatabase() stops at an abort and leaves nothing open", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/db`;
  await writeRawDatabase(path, ["-keys=20000", "-value-bytes=300"]);
  const stop = new AbortController();
  const options = {
    mode: "full" as const,
    signal: stop.signal,
    onProgress: () => stop.abort(new Error("Received SIGTERM")),
  };
  await assertRejects(
    () => validateDatabase(path, options),
    Error,
    "Received SIGTERM",
  );
  await assertRejects(() => validateDatabase(path, options), Error, "SIGTERM");
});

Deno.test("validateDatabase() reads a file that another program has locked", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/db`;
  await writeRawDatabase(path, ["-keys=100"]);
  using held = await Deno.open(path, { read: true, write: true });
  await held.lock(true);
  assert(isValid(await ourReport(path)));
});
