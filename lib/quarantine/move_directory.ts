import { dirname } from "@std/path/posix/dirname";
import { syncDirectory } from "../sync_directory.ts";
import { INSIDE_NAME } from "./quarantine_place.ts";
import type { QuarantineMove } from "./quarantine_report.ts";

/** What belongs to the volume or to the quarantine, not to the member. */
const STAYING = new Set([INSIDE_NAME, "lost+found"]);

/** Does a move, or what is left of one that was interrupted. */
export async function moveDirectory(move: QuarantineMove): Promise<void> {
  const { from, to, way } = move;
  if (way === "content") await moveContent(from, to);
  else if (!await exists(to)) await renameIfThere(from, to);
  await syncDirectory(dirname(to));
  await syncDirectory(way === "content" ? from : dirname(from));
}

/** Whether a move has done anything so far. */
export async function hasBegun({ to, way }: QuarantineMove): Promise<boolean> {
  if (way === "rename") return await exists(to);
  try {
    for await (const _entry of Deno.readDir(to)) return true;
    return false;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function moveContent(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true, mode: 0o700 });
  const names = await Array.fromAsync(Deno.readDir(from), ({ name }) => name);
  for (const name of names.sort()) {
    if (!STAYING.has(name)) {
      await Deno.rename(`${from}/${name}`, `${to}/${name}`);
    }
  }
  await syncDirectory(to);
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    // Whoever took it away has ended the move, too.
    if (!(error instanceof Deno.errors.NotFound) || await exists(from)) {
      throw error;
    }
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
