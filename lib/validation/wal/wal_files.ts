import type { Finding } from "../finding.ts";
import { namesIn } from "../names_in.ts";
import { parseSegmentName, type SegmentName } from "./segment_name.ts";

/** A segment of the log, as a file. */
export interface SegmentFile extends SegmentName {
  /** Path of the file. */
  readonly path: string;
  /** Its size, with any space that etcd has not written to yet. */
  readonly sizeBytes: number;
}

/** What lies in the directory of a log. */
export interface WalFiles {
  /** In the order in which etcd reads them. */
  readonly segments: readonly SegmentFile[];
  /** About everything else. */
  readonly findings: readonly Finding[];
}

/** Lists the segments of a log; there are none where there is no directory. */
export async function listWalFiles(walDir: string): Promise<WalFiles> {
  const segments: SegmentFile[] = [];
  const findings: Finding[] = [];
  for (const name of await namesIn(walDir)) {
    const path = `${walDir}/${name}`;
    const parsed = parseSegmentName(name);
    if (parsed === undefined) findings.push(leftover(name, path));
    else {
      const sizeBytes = await sizeOf(path);
      // A running etcd removes old segments meanwhile.
      if (sizeBytes === undefined) continue;
      segments.push({ ...parsed, path, sizeBytes });
    }
  }
  const creating = `${walDir}.tmp`;
  if (await sizeOf(creating) !== undefined) {
    findings.push(leftover(creating, creating));
  }
  return { segments, findings };
}

function leftover(name: string, file: string): Finding {
  const known = LEFTOVERS.find(({ ending }) => name.endsWith(ending));
  if (known !== undefined) {
    const { message, action } = known;
    return {
      code: "WAL_LEFTOVER",
      severity: "info",
      file,
      offset: undefined,
      message,
      action,
    };
  }
  return {
    code: "WAL_FOREIGN_FILE",
    severity: name.endsWith(".wal") ? "warning" : "info",
    file,
    offset: undefined,
    message: "The file is no segment of the log: etcd does not read it",
    action: "Move it out of the directory if nothing else needs it",
  };
}

const LEFTOVERS = [
  {
    ending: ".broken",
    message: "A copy of a segment from before a repair: etcd does not read it",
    action: "Keep it as long as the loss at its end matters, then remove it",
  },
  {
    ending: ".tmp",
    message: "Space for a next segment, left by an etcd that was killed",
    action: "Nothing: etcd uses or replaces it",
  },
];

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await Deno.stat(path)).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
