/** Overwrites a part of a file with other bytes. */
export async function overwrite(
  path: string,
  offset: number,
  bytes: Uint8Array,
): Promise<void> {
  using file = await Deno.open(path, { write: true });
  await file.seek(offset, Deno.SeekMode.Start);
  for (let written = 0; written < bytes.length;) {
    written += await file.write(bytes.subarray(written));
  }
}

/** Path of the member's only segment of the write-ahead log. */
export async function walFile(dataDir: string): Promise<string> {
  const dir = `${dataDir}/member/wal`;
  const names = await Array.fromAsync(Deno.readDir(dir), ({ name }) => name);
  const [name] = names.filter((each) => each.endsWith(".wal")).sort();
  return `${dir}/${name}`;
}

/** Damages the first records of the write-ahead log; etcd cannot start on it. */
export async function damageWal(dataDir: string): Promise<void> {
  await overwrite(await walFile(dataDir), 64, new Uint8Array(300).fill(0xff));
}

/** Damages the first pages of the database; etcd panics on it. */
export async function damageDatabase(dataDir: string): Promise<void> {
  const path = `${dataDir}/member/snap/db`;
  await overwrite(path, 0, new Uint8Array(8192).fill(0xff));
}

const FRAME_BYTES = 8;
/** Checksum, metadata and the empty first snapshot. */
const HEAD_RECORDS = 3;

/**
 * Blanks the write-ahead log behind its head: etcd takes it for the end of the
 * log, starts without a vote, and never serves.
 */
export async function truncateWal(dataDir: string): Promise<void> {
  const path = await walFile(dataDir);
  const bytes = await Deno.readFile(path);
  const view = new DataView(bytes.buffer);
  let end = 0;
  for (let record = 0; record < HEAD_RECORDS; record++) {
    // The length of the data; the highest byte says how far it is padded.
    const length = view.getUint32(end, true);
    const padding = (view.getUint8(end + 7) & 0x80) === 0
      ? 0
      : view.getUint8(end + 7) & 0x07;
    end += FRAME_BYTES + length + padding;
  }
  bytes.fill(0, end);
  await Deno.writeFile(path, bytes);
}

/** Puts a record behind the log's end whose write was cut off by a kill. */
export async function tearWal(dataDir: string): Promise<void> {
  const path = await walFile(dataDir);
  const bytes = await Deno.readFile(path);
  const view = new DataView(bytes.buffer);
  let end = 0;
  while (end + FRAME_BYTES < bytes.length && view.getUint32(end, true) !== 0) {
    const padding = (view.getUint8(end + 7) & 0x80) === 0
      ? 0
      : view.getUint8(end + 7) & 0x07;
    end += FRAME_BYTES + view.getUint32(end, true) + padding;
  }
  const TORN_BYTES = 100;
  view.setUint32(end, 4 * TORN_BYTES, true);
  bytes.fill(0x0a, end + FRAME_BYTES, end + FRAME_BYTES + TORN_BYTES);
  await Deno.writeFile(
    path,
    bytes.subarray(0, end + FRAME_BYTES + TORN_BYTES),
  );
}
