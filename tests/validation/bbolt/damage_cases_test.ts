import { assert, assertEquals } from "@std/assert";
import { tempDir } from "../../support/temp_dir.ts";
import { codes, ourReport } from "./our_verdict.ts";
import { writeRawDatabase } from "./raw_databases.ts";
import { referencePrograms } from "./reference_verdicts.ts";

/** A database as bytes, and where things are in it. */
interface Database {
  readonly view: DataView;
  /** Where the root bucket's leaf is. */
  readonly root: number;
  /** Where the list of free pages is. */
  readonly freelist: number;
}

interface Case {
  readonly name: string;
  readonly flags: readonly string[];
  readonly damage: (database: Database) => void;
  /** The codes of our errors, each once. */
  readonly codes: readonly string[];
  /** What bbolt's check says. */
  readonly isRejected: boolean;
}

const PAGE_BYTES = 4096;
const HEADER_BYTES = 16;
const ID_BYTES = 8;
const UNSTORED = ["-no-freelist-sync", "-keys=500"];
const STORED = ["-keys=2000", "-delete-every=2"];

const CASES: readonly Case[] = [{
  name: "two buckets with the same root page",
  flags: UNSTORED,
  damage: ({ view, root }) => {
    const first = view.getBigUint64(valueOf(view, root, 0), true);
    view.setBigUint64(valueOf(view, root, 1), first, true);
  },
  codes: ["DB_PAGE_TWICE"],
  isRejected: true,
}, {
  // The pages count as free then: only etcdutl misses the bucket.
  name: "an entry of the root bucket that is none",
  flags: UNSTORED,
  damage: ({ view, root }) => view.setUint32(root + HEADER_BYTES, 0, true),
  codes: ["DB_ROOT_ENTRY"],
  isRejected: false,
}, {
  name: "a bucket's root page beyond the last page",
  flags: UNSTORED,
  damage: ({ view, root }) =>
    view.setBigUint64(valueOf(view, root, 1), 1n << 30n, true),
  codes: ["DB_PAGE_BOUNDS"],
  isRejected: true,
}, {
  name: "a bucket's root page that is a meta page",
  flags: UNSTORED,
  damage: ({ view, root }) =>
    view.setBigUint64(valueOf(view, root, 1), 1n, true),
  codes: ["DB_PAGE_TWICE"],
  isRejected: true,
}, {
  name: "a free page that is listed twice",
  flags: STORED,
  damage: ({ view, freelist }) => {
    const [first, second] = [0, 1].map((at) =>
      freelist + HEADER_BYTES + at * ID_BYTES
    );
    view.setBigUint64(second ?? 0, view.getBigUint64(first ?? 0, true), true);
  },
  codes: ["DB_FREELIST_TWICE", "DB_PAGE_LOST"],
  isRejected: true,
}, {
  name: "a list of free pages that is longer than the file",
  flags: STORED,
  damage: ({ view, freelist }) => {
    view.setUint16(freelist + 10, 0xffff, true);
    view.setBigUint64(freelist + HEADER_BYTES, 1n << 32n, true);
  },
  codes: ["DB_FREELIST_LENGTH"],
  isRejected: true,
}, {
  name: "a list of free pages that is a leaf",
  flags: STORED,
  damage: ({ view, freelist }) => view.setUint16(freelist + 8, 2, true),
  codes: ["DB_FREELIST_TYPE"],
  isRejected: true,
}, {
  name: "a page of a tree with more of them than there are",
  flags: UNSTORED,
  damage: ({ view, root }) => view.setUint32(root + 12, 2 ** 31, true),
  codes: ["DB_OVERFLOW_HUGE"],
  isRejected: true,
}];

for (const { name, flags, damage, codes: wanted, isRejected } of CASES) {
  Deno.test(`validateDatabase() reports ${name}`, async () => {
    await using dir = await tempDir();
    const path = `${dir.path}/db`;
    await writeRawDatabase(path, flags);
    const bytes = await Deno.readFile(path);
    damage(locate(bytes));
    await Deno.writeFile(path, bytes);
    const report = await ourReport(path);
    const errors = [...new Set(codes(report, "error"))].toSorted();
    assertEquals(errors, [...wanted]);
    for (const finding of report.findings) {
      assertEquals(finding.file, path);
      assert(finding.message !== "" && finding.action !== "");
    }
    const verdicts = await (await referencePrograms())(path, { isEtcd: false });
    assertEquals(verdicts.map(({ accepts }) => !accepts), [
      isRejected,
      isRejected,
    ]);
  });
}

function locate(bytes: Uint8Array<ArrayBuffer>): Database {
  const view = new DataView(bytes.buffer);
  const txid = (page: number) => view.getBigUint64(page + 64, true);
  const meta = txid(0) > txid(PAGE_BYTES) ? 0 : PAGE_BYTES;
  return {
    view,
    root: Number(view.getBigUint64(meta + 32, true)) * PAGE_BYTES,
    freelist: Number(view.getBigUint64(meta + 48, true)) * PAGE_BYTES,
  };
}

/** Where the value of a leaf's element begins. */
function valueOf(view: DataView, leaf: number, index: number): number {
  const element = leaf + HEADER_BYTES * (index + 1);
  return element + view.getUint32(element + 4, true) +
    view.getUint32(element + 8, true);
}
