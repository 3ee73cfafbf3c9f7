/** A part of the file, good until the next one is asked for. */
export interface Block {
  /** Where it begins in the file. */
  readonly offset: number;
  /** Where the block, or the file, ends. */
  readonly endOffset: number;
  /** Zeros where the file has ended. */
  readonly bytes: Uint8Array;
  /** The same memory as 32-bit words. */
  readonly words: Uint32Array;
}

/** What is read. */
export interface ReadBlocksOptions {
  /** No page is divided, but for its overflow. */
  readonly pageSize: number;
  /** Where the reading ends. */
  readonly endBytes: number;
}

/** Large enough to be read at the speed of the disk. */
const BLOCK_BYTES = 1024 * 1024;
/** One is being used while the others are being read. */
const LANES = 3;

/** Reads a file from end to end, ahead of the one who uses the blocks. */
export async function* readBlocks(
  path: string,
  { pageSize, endBytes }: ReadBlocksOptions,
): AsyncGenerator<Block> {
  const size = Math.max(pageSize, BLOCK_BYTES - BLOCK_BYTES % pageSize);
  await using stack = new AsyncDisposableStack();
  const lanes: Lane[] = [];
  for (let index = 0; index < LANES; index++) {
    const file = stack.use(await Deno.open(path, { read: true }));
    const lane: Lane = {
      file,
      bytes: new Uint8Array(size),
      reading: undefined,
    };
    // A file is not closed while it is being read.
    stack.defer(() => lane.reading?.then(() => {}, () => {}));
    lanes.push(lane);
    startReading(lane, index * size, endBytes);
  }
  for (let offset = 0; offset < endBytes; offset += size) {
    const lane = lanes[(offset / size) % LANES];
    if (lane === undefined) throw new RangeError("There is no such lane");
    await lane.reading;
    const { bytes } = lane;
    yield {
      offset,
      endOffset: Math.min(offset + size, endBytes),
      bytes,
      words: new Uint32Array(bytes.buffer, 0, bytes.length >> 2),
    };
    startReading(lane, offset + LANES * size, endBytes);
  }
}

interface Lane {
  readonly file: Deno.FsFile;
  readonly bytes: Uint8Array<ArrayBuffer>;
  reading: Promise<void> | undefined;
}

function startReading(lane: Lane, offset: number, endBytes: number): void {
  if (offset >= endBytes) {
    lane.reading = undefined;
    return;
  }
  lane.file.seekSync(offset, Deno.SeekMode.Start);
  lane.reading = fill(lane.file, lane.bytes);
  // It may fail before anybody waits for it, who then learns of it.
  lane.reading.catch(() => {});
}

async function fill(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  let filled = 0;
  while (filled < bytes.length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  bytes.fill(0, filled);
}
