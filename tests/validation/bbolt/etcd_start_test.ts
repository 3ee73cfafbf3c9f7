import { assertEquals } from "@std/assert";
import { startBareEtcd } from "../../support/bare_etcd.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { type EtcdDatabase, writeEtcdDatabase } from "./etcd_databases.ts";
import { codes, ourReport } from "./our_verdict.ts";

/** A change of one byte after a text, wherever the text stands. */
interface Damage {
  readonly name: string;
  readonly text: string;
  /** From the start of the text to the byte that is changed. */
  readonly at: number;
  readonly byte: number;
  readonly code?: string;
}

const DAMAGES: readonly Damage[] = [
  {
    name: "a value of a client",
    text: "/registry/000000000250",
    at: 30,
    byte: 120,
  },
  {
    name: "a message of a client's key",
    text: "/registry/000000000250",
    at: -2,
    byte: 0x0f,
    code: "DB_VALUE_FORMAT",
  },
  {
    name: "a member",
    text: '{"id":',
    at: 0,
    byte: "[".charCodeAt(0),
    code: "DB_VALUE_FORMAT",
  },
  {
    name: "the cluster's version",
    text: "clusterVersion3.6.0",
    at: 15,
    byte: "x".charCodeAt(0),
    code: "DB_VALUE_FORMAT",
  },
  {
    name: "the revision of the last compaction",
    text: "finishedCompactRev",
    at: 18 + 8,
    byte: 0,
    code: "DB_VALUE_FORMAT",
  },
];

for (const damage of DAMAGES) {
  const { name, code } = damage;
  Deno.test(`validateDatabase() ${code === undefined ? "accepts" : "rejects"} what etcd 3.6 does: ${name}`, async () => {
    await using dir = await tempDir();
    const written = await writeEtcdDatabase({
      line: "3.6",
      dir: dir.path,
      keys: 300,
      isVaried: true,
    });
    await apply(damage, written.path);
    const report = await ourReport(written.path);
    assertEquals(codes(report, "error").slice(0, 1), code ? [code] : []);
    const quick = codes(await ourReport(written.path, "sanity"), "error");
    const isClients = damage.text.startsWith("/");
    assertEquals(quick.slice(0, 1), code && !isClients ? [code] : []);
    assertEquals(await starts(written, dir.path), code === undefined);
  });
}

async function apply(damage: Damage, path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  const text = new TextEncoder().encode(damage.text);
  let count = 0;
  for (let offset = 0; offset < bytes.length; offset++) {
    if (text.some((byte, index) => bytes[offset + index] !== byte)) continue;
    bytes[offset + damage.at] = damage.byte;
    count++;
  }
  if (count === 0) throw new Error(`Cannot find "${damage.text}" in the file`);
  await Deno.writeFile(path, bytes);
}

async function starts(
  { etcd, config }: EtcdDatabase,
  workDir: string,
): Promise<boolean> {
  try {
    await using member = await startBareEtcd({ etcd, config, workDir });
    await member.stop();
    return true;
  } catch (error) {
    if (String(error).includes("It ended with code")) return false;
    throw error;
  }
}
