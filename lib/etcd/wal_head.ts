const HEAD_BYTES = 64 * 1024;
const FRAME_BYTES = 8;
const ENTRY = 2;
const STATE = 3;

/**
 * Tells whether a write-ahead log has got its first entries.
 *
 * etcd creates the log first and writes the entries that name the members a
 * moment later. Ended in between, it finds a log without members at its next
 * start, takes it for its own, and never elects a leader.
 */
export async function hasFirstEntries(walDir: string): Promise<boolean> {
  const names = await walFiles(walDir);
  const [first] = names;
  if (first === undefined) return false;
  if (names.length > 1) return true;
  const head = await readHead(`${walDir}/${first}`);
  return [...recordTypes(head)].some((type) =>
    type === ENTRY || type === STATE
  );
}

/** Lists the files of a write-ahead log in order, none if there is no log. */
export async function walFiles(walDir: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(walDir)) {
      if (name.endsWith(".wal")) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return names.sort();
}

async function readHead(path: string): Promise<Uint8Array> {
  using file = await Deno.open(path);
  const head = new Uint8Array(HEAD_BYTES);
  const length = await file.read(head) ?? 0;
  return head.subarray(0, length);
}

/** The types of the records, up to the blank rest of the file. */
function* recordTypes(head: Uint8Array): Generator<number> {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  let offset = 0;
  while (offset + FRAME_BYTES + 2 <= head.length) {
    const length = view.getUint32(offset, true);
    if (length === 0) return;
    // A record is a protobuf message, whose first field is its type.
    yield view.getUint8(offset + FRAME_BYTES + 1);
    // The highest byte says by how many bytes the record is padded.
    const padding = view.getUint8(offset + FRAME_BYTES - 1);
    offset += FRAME_BYTES + length + (padding & 0x80 ? padding & 0x07 : 0);
  }
}
