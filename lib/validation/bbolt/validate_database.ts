import type { Finding } from "../finding.ts";
import { BucketReader, DamageError } from "./bucket_reader.ts";
import { checkPages } from "./check_pages.ts";
import { chooseMeta, type ChosenMeta } from "./choose_meta.ts";
import { type EtcdFacts, readEtcdFacts } from "./etcd_facts.ts";
import { FindingList } from "./finding_list.ts";
import { loadFreePages } from "./free_pages.ts";
import { PageFile } from "./page_file.ts";
import { PageMap } from "./page_map.ts";
import { PageReader } from "./page_reader.ts";
import { PAGE_FLAGS } from "./tree_page.ts";

/** How a database is validated. */
export interface ValidateDatabaseOptions {
  /** `sanity` looks at what is needed to find the data, `full` at every page. */
  readonly mode: "sanity" | "full";
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Takes the progress of a full validation. */
  readonly onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/** What a validation has to say. */
export interface DatabaseReport {
  /** The database is valid when none of them is an error. */
  readonly findings: readonly Finding[];
  /** Undefined when nothing says where the data is. */
  readonly facts: DatabaseFacts | undefined;
}

/** What is known of a database. */
export interface DatabaseFacts extends EtcdFacts {
  /** Bytes of a page. */
  readonly pageSize: number;
  /** Number of the last transaction. */
  readonly txid: bigint;
  /** Length of the file. */
  readonly fileBytes: number;
  /** Up to the first page that was never given out. */
  readonly allocatedBytes: number;
  /** Unknown after a quick look when the list of free pages is not stored. */
  readonly inUseBytes: number | undefined;
  /** As above. */
  readonly freePages: number | undefined;
  /** Whether the list of free pages is stored; etcd does not store it. */
  readonly hasStoredFreelist: boolean;
}

/** Beyond the file's pages by more than this, a high water mark is none. */
const MAX_MISSING_PAGES = 2 ** 22;

/**
 * Validates etcd's database file. It is only read, and no lock is taken: the
 * caller sees to it that nobody writes meanwhile.
 */
export async function validateDatabase(
  path: string,
  options: ValidateDatabaseOptions,
): Promise<DatabaseReport> {
  options.signal.throwIfAborted();
  const findings = new FindingList(path);
  let facts: DatabaseFacts | undefined;
  try {
    using file = new PageFile(path);
    facts = await validate(file, findings, options);
  } catch (error) {
    options.signal.throwIfAborted();
    const isMissing = error instanceof Deno.errors.NotFound;
    if (!isMissing && !isInputOutput(error)) throw error;
    findings.add(
      isMissing ? "DB_MISSING" : "DB_UNREADABLE",
      undefined,
      isMissing
        ? "There is no database file"
        : `The database file cannot be read: ${(error as Error).message}`,
    );
  }
  return { findings: findings.toArray(), facts };
}

/** Errors of the system calls carry the system's name for them. */
function isInputOutput(error: unknown): boolean {
  return error instanceof Deno.errors.PermissionDenied ||
    (error instanceof Error && "code" in error);
}

async function validate(
  file: PageFile,
  findings: FindingList,
  { mode, signal, onProgress = () => {} }: ValidateDatabaseOptions,
): Promise<DatabaseFacts | undefined> {
  const chosen = chooseMeta(file, findings);
  if (chosen === undefined) return undefined;
  const { meta, pageSize } = chosen;
  const reader = new PageReader(file, pageSize);
  checkMetaHeaders(reader, findings);
  if (!isLengthPlausible(file, chosen, findings)) return undefined;
  const map = new PageMap(meta.highWaterMark);
  map.see(0);
  map.see(1);
  const listed = meta.freelist === undefined
    ? undefined
    : loadFreePages({ file, page: meta.freelist, pageSize, map, findings });
  const buckets = new BucketReader(file, reader, meta.highWaterMark);
  if (mode === "full") {
    const knowsFreePages = listed !== undefined;
    await checkPages({
      ...chosen,
      file,
      map,
      findings,
      knowsFreePages,
      signal,
      onProgress,
    });
  }
  // Damage on the way to the facts is reported already when there is any.
  const rest = findings.hasError ? new FindingList(file.path) : findings;
  const etcd = factsOrDamage(buckets, meta.root, rest);
  const freePages = meta.freelist === undefined && mode === "full"
    ? map.countUnused()
    : listed;
  const allocatedBytes = meta.highWaterMark * pageSize;
  return {
    ...etcd,
    pageSize,
    txid: meta.txid,
    fileBytes: file.fileBytes,
    allocatedBytes,
    inUseBytes: freePages === undefined
      ? undefined
      : allocatedBytes - freePages * pageSize,
    freePages,
    hasStoredFreelist: meta.freelist !== undefined,
  };
}

/** Other flags than these on a page stop bbolt at once. */
const KNOWN_FLAGS: readonly number[] = Object.values(PAGE_FLAGS);

function checkMetaHeaders(
  reader: PageReader,
  findings: FindingList,
): void {
  for (const id of [0, 1]) {
    const page = reader.readHeader(id);
    if (page.id === id && KNOWN_FLAGS.includes(page.flags)) continue;
    findings.add(
      "DB_META_HEADER",
      undefined,
      `The header of meta page ${id} is damaged ` +
        `(id ${page.id}, flags ${page.flags})`,
    );
  }
}

function isLengthPlausible(
  file: PageFile,
  { meta, pageSize }: ChosenMeta,
  findings: FindingList,
): boolean {
  const missingBytes = meta.highWaterMark * pageSize - file.fileBytes;
  if (missingBytes <= 0) return true;
  const isPlausible = missingBytes <= MAX_MISSING_PAGES * pageSize;
  findings.add(
    isPlausible ? "DB_FILE_SHORT" : "DB_HIGH_WATER_MARK",
    file.fileBytes,
    `The file has ${file.fileBytes} bytes, but its pages need ` +
      `${missingBytes} more: it was cut off`,
  );
  return isPlausible;
}

function factsOrDamage(
  reader: BucketReader,
  root: number,
  findings: FindingList,
): EtcdFacts {
  try {
    return readEtcdFacts(reader, root, findings);
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    findings.add(error.code, error.offset, error.message);
    return NO_FACTS;
  }
}

const NO_FACTS: EtcdFacts = {
  consistentIndex: undefined,
  term: undefined,
  lastRevision: undefined,
  compactRevision: undefined,
  storageVersion: undefined,
  clusterVersion: undefined,
  downgradeTarget: undefined,
  members: [],
  removedMembers: [],
};
