/** The files of a log and its snapshots, in memory. */
export interface MemberFiles {
  /** By name, the oldest segment first. */
  readonly wal: Map<string, Uint8Array>;
  readonly snap: Map<string, Uint8Array>;
}

/** What stays of the blank rest of a segment, to keep copies small. */
const REST_BYTES = 8 * 1024;

/** Reads a member's directory, without most of what is blank. */
export async function readMemberFiles(memberDir: string): Promise<MemberFiles> {
  return {
    wal: await readFiles(`${memberDir}/wal`, /\.wal$/),
    snap: await readFiles(`${memberDir}/snap`, /\.snap$/),
  };
}

/** Writes a member's directory anew. */
export async function writeMemberFiles(
  memberDir: string,
  { wal, snap }: MemberFiles,
): Promise<void> {
  await Deno.remove(memberDir, { recursive: true }).catch(() => {});
  for (const [room, files] of Object.entries({ wal, snap })) {
    await Deno.mkdir(`${memberDir}/${room}`, { recursive: true });
    for (const [name, bytes] of files) {
      await Deno.writeFile(`${memberDir}/${room}/${name}`, bytes);
    }
  }
}

/** Copies the lists of files; the bytes are to be replaced, not changed. */
export function copyOf({ wal, snap }: MemberFiles): MemberFiles {
  return { wal: new Map(wal), snap: new Map(snap) };
}

async function readFiles(
  directory: string,
  pattern: RegExp,
): Promise<Map<string, Uint8Array>> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    if (pattern.test(name)) names.push(name);
  }
  const files = new Map<string, Uint8Array>();
  for (const name of names.sort()) {
    const bytes = await Deno.readFile(`${directory}/${name}`);
    const used = bytes.findLastIndex((byte) => byte !== 0) + 1;
    const rest = pattern.test(".wal") ? REST_BYTES : 0;
    files.set(name, bytes.slice(0, used + rest));
  }
  return files;
}
