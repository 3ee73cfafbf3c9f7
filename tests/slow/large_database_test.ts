import { assertEquals } from "@std/assert";
import { tempDir } from "../support/temp_dir.ts";
import { writeEtcdDatabase } from "../validation/bbolt/etcd_databases.ts";
import { referencePrograms } from "../validation/bbolt/reference_verdicts.ts";
import { ourReport } from "../validation/member/our_report.ts";

/** What a database holds, and how many entries of the log wrote it. */
const DATABASES = {
  "a million keys": { keys: 1_000_000, valueBytes: 20 },
  "values of 1 MB": { keys: 150, valueBytes: 1_000_000 },
} as const;

for (const [name, { keys, valueBytes }] of Object.entries(DATABASES)) {
  Deno.test(`validateMember() accepts a member with ${name}, as bbolt and etcdutl do`, async () => {
    await using dir = await tempDir();
    const written = { line: "3.5", dir: dir.path, keys, valueBytes } as const;
    const { dataDir, path } = await writeEtcdDatabase(written);
    const progress: number[] = [];
    for (const mode of ["sanity", "full"] as const) {
      const report = await ourReport(dataDir, {
        mode,
        onProgress: (doneBytes) => progress.push(doneBytes),
      });
      assertEquals([report.verdict, report.findings], ["valid", []]);
      // Each transaction has a revision, beginning with 2.
      const transactions = valueBytes > 10_000 ? keys : keys / 100;
      assertEquals(
        report.facts.database?.lastRevision,
        BigInt(transactions + 1),
      );
    }
    const verdicts = await (await referencePrograms())(path, { isEtcd: true });
    assertEquals(verdicts.filter(({ accepts }) => !accepts), []);
  });
}
