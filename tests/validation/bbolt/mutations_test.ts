import { assert, assertEquals } from "@std/assert";
import { createRandom } from "../../config/mutations.ts";
import { tempDir } from "../../support/temp_dir.ts";
import {
  type EtcdDatabaseOptions,
  writeEtcdDatabase,
} from "./etcd_databases.ts";
import { explainDifference } from "./known_differences.ts";
import { mutateDatabase, MUTATION_NAMES } from "./mutate_database.ts";
import { codes, isValid, ourReport } from "./our_verdict.ts";
import { RAW_DATABASES, writeRawDatabase } from "./raw_databases.ts";
import { referencePrograms } from "./reference_verdicts.ts";

/** With 20 databases and 17 ways to damage them: 680 mutations. */
const ROUNDS = 2;

const ETCD_DATABASES: Readonly<
  Record<string, Omit<EtcdDatabaseOptions, "dir" | "line">>
> = {
  "fresh": {},
  "many keys": { keys: 600, isVaried: true },
  "after defrag": { keys: 800, isVaried: true, defragment: true },
  "values of 1 MB": { keys: 3, valueBytes: 1_000_000 },
};

for (const [name, flags] of Object.entries(RAW_DATABASES)) {
  Deno.test(`validateDatabase() has bbolt's verdict on mutations of a database: ${name}`, async () => {
    await using dir = await tempDir();
    const path = `${dir.path}/original`;
    await writeRawDatabase(path, flags);
    await compareVerdicts(dir.path, { path, isEtcd: false });
  });
}

for (const line of ["3.4", "3.5", "3.6"] as const) {
  for (const [name, form] of Object.entries(ETCD_DATABASES)) {
    Deno.test(`validateDatabase() has bbolt's and etcdutl's verdict on mutations of a database of etcd ${line}: ${name}`, async () => {
      await using dir = await tempDir();
      const { path } = await writeEtcdDatabase({
        line,
        dir: dir.path,
        ...form,
      });
      await compareVerdicts(dir.path, { path, isEtcd: true });
    });
  }
}

async function compareVerdicts(
  dir: string,
  { path, isEtcd }: { readonly path: string; readonly isEtcd: boolean },
): Promise<void> {
  const programs = await referencePrograms();
  const { facts } = await ourReport(path);
  assert(facts !== undefined);
  const { pageSize, allocatedBytes } = facts;
  // What etcd reserves behind the pages would only make for more copying.
  const original = (await Deno.readFile(path)).slice(0, allocatedBytes);
  const damaged = `${dir}/damaged`;
  const faults: string[] = [];
  for (let index = 0; index < ROUNDS * MUTATION_NAMES.length; index++) {
    const name = MUTATION_NAMES[index % MUTATION_NAMES.length] ?? "";
    const random = createRandom(allocatedBytes + index);
    const mutation = mutateDatabase(original, { name, random, pageSize });
    await Deno.writeFile(damaged, mutation.bytes);
    const report = await ourReport(damaged);
    const verdicts = await programs(damaged, { isEtcd });
    const accepts = verdicts.every((verdict) => verdict.accepts);
    if (
      accepts !== isValid(report) &&
      explainDifference(report, verdicts) === undefined
    ) {
      faults.push(
        `${mutation.description}: ${codes(report)} ${
          verdicts.map((it) => `${it.program} ${it.accepts || it.output}`)
        }`,
      );
    }
    if (isValid(report)) {
      assert(isValid(await ourReport(damaged, "sanity")), mutation.description);
    }
    assertEquals(await Deno.readFile(damaged), mutation.bytes);
  }
  assertEquals(faults, []);
}
