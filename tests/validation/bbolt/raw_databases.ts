import { provisionDatabaseWriter } from "../../support/bbolt/provision.ts";
import { runCommand } from "../../support/etcd/run_command.ts";

/** The raw databases that the tests use: a name and how they are written. */
export const RAW_DATABASES: Readonly<Record<string, readonly string[]>> = {
  "raw, empty": ["-width=0"],
  "raw, page size 1024, nested buckets": [
    "-page-size=1024",
    "-depth=2",
    "-width=3",
    "-keys=300",
    "-delete-every=3",
  ],
  "raw, page size 16384, hashmap freelist": [
    "-page-size=16384",
    "-hashmap",
    "-keys=3000",
    "-delete-every=2",
  ],
  "raw, page size 5000": [
    "-page-size=5000",
    "-keys=1000",
    "-delete-every=3",
  ],
  "raw, freelist not stored, nested buckets": [
    "-no-freelist-sync",
    "-keys=700",
    "-delete-every=2",
    "-depth=3",
  ],
  "raw, inline buckets": ["-keys=2", "-width=40"],
  "raw, long keys": ["-keys=60", "-key-bytes=1500", "-per-txn=20"],
  "raw, values of up to 1 MB": [
    "-keys=4",
    "-value-bytes=1048576",
    "-per-txn=2",
    "-delete-every=4",
  ],
};

/** Writes a raw database. */
export async function writeRawDatabase(
  path: string,
  flags: readonly string[],
): Promise<void> {
  const writer = await provisionDatabaseWriter();
  await runCommand(writer, [`-path=${path}`, ...flags]);
}
