/** What {@linkcode createLineQueue} needs. */
export interface LineQueueOptions {
  /** Writes bytes somewhere and resolves with how many were taken. */
  readonly write: (bytes: Uint8Array) => Promise<number>;
  /** Waiting bytes above this are dropped and counted. */
  readonly maxBytes: number;
  /** Tells in one line how many lines were dropped. */
  readonly describeDropped: (count: number) => string;
}

/** Lines on their way to a reader that may stall or go away. */
export interface LineQueue {
  /** Takes a line at once, whatever the reader does. */
  readonly push: (line: string) => void;
  /** Waits until all is written, at most this long. */
  readonly flush: (timeoutMs: number) => Promise<void>;
}

/**
 * Writes lines in the background, so that a reader of standard error that
 * stalls or goes away never stops the program.
 */
export function createLineQueue(options: LineQueueOptions): LineQueue {
  const { write, maxBytes, describeDropped } = options;
  const encoder = new TextEncoder();
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let dropped = 0;
  let closed = false;
  let drained: Promise<void> | undefined;

  function push(line: string): void {
    const bytes = encoder.encode(`${line}\n`);
    if (closed) return;
    if (waitingBytes + bytes.length > maxBytes) {
      dropped++;
      return;
    }
    enqueue(bytes);
    drained ??= drain();
  }

  function enqueue(bytes: Uint8Array): void {
    waiting.push(bytes);
    waitingBytes += bytes.length;
  }

  async function drain(): Promise<void> {
    try {
      while (waiting.length > 0) {
        const batch = await new Blob(takeAll()).bytes();
        await writeAll(batch);
        waitingBytes -= batch.length;
        reportDropped();
      }
    } catch {
      // The reader is gone: there is nobody left to tell.
      closed = true;
      waiting = [];
    } finally {
      drained = undefined;
    }
  }

  function takeAll(): Uint8Array<ArrayBuffer>[] {
    const batch = waiting as Uint8Array<ArrayBuffer>[];
    waiting = [];
    return batch;
  }

  async function writeAll(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length;) {
      offset += await write(bytes.subarray(offset));
    }
  }

  function reportDropped(): void {
    if (dropped === 0) return;
    // Past the limit: dropping this line too would lose the count.
    enqueue(encoder.encode(`${describeDropped(dropped)}\n`));
    dropped = 0;
  }

  async function flush(timeoutMs: number): Promise<void> {
    if (drained === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    await Promise.race([drained, timeout]);
    clearTimeout(timer);
  }

  return { push, flush };
}
