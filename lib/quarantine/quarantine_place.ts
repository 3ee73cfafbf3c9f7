import { dirname } from "@std/path/posix/dirname";
import type { QuarantineMove } from "./quarantine_report.ts";

/** A place on the same volume, and the way there. */
export interface QuarantinePlace {
  /** The directory that is moved, links resolved. */
  readonly from: string;
  /** The directory that gets the entries. */
  readonly root: string;
  /** How to get there. */
  readonly way: QuarantineMove["way"];
}

/** Name of the root where it can only be inside of the data directory. */
export const INSIDE_NAME = "quarantine";

/**
 * The places for a data directory, the best first: beside it, or inside where
 * it is a volume's own root, or where nothing may be created beside it.
 */
export async function findPlaces(
  dataDir: string,
): Promise<readonly QuarantinePlace[]> {
  const { isSymlink } = await Deno.lstat(dataDir);
  const from = isSymlink ? await Deno.realPath(dataDir) : trim(dataDir);
  const [beside, inside] = quarantineRoots(from);
  const places: QuarantinePlace[] = [
    // A link must go on leading to a directory.
    { from, root: beside, way: isSymlink ? "content" : "rename" },
    { from, root: inside, way: "content" },
  ];
  return await isMountPoint(from) ? places.slice(1) : places;
}

/** Where the entries of a data directory can be: beside it, or inside. */
export function quarantineRoots(
  dataDir: string,
): readonly [beside: string, inside: string] {
  const dir = trim(dataDir);
  return [`${dir}.quarantine`, `${dir}/${INSIDE_NAME}`];
}

/** Where the entries are looked for: the data directory may be a link. */
export async function knownRoots(dataDir: string): Promise<readonly string[]> {
  const real = await Deno.realPath(dataDir).catch(() => dataDir);
  return [...new Set([dataDir, real].flatMap(quarantineRoots))];
}

function trim(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}

async function isMountPoint(dir: string): Promise<boolean> {
  const [own, parent] = await Promise.all([
    Deno.stat(dir),
    Deno.stat(dirname(dir)).catch(() => undefined),
  ]);
  return parent !== undefined && parent.dev !== own.dev;
}
