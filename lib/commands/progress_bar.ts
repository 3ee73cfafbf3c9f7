import { formatProgress } from "../validation/report/format_progress.ts";

/** Where a bar is drawn. */
export interface Terminal {
  /** Whether it is a terminal at all. */
  readonly isTerminal: () => boolean;
  /** Writes without waiting, which keeps the order of what is written. */
  readonly writeSync: (bytes: Uint8Array) => number;
}

/** An eye takes that for moving, and it costs nothing. */
const REDRAW_MS = 100;
/** Back to the begin of the line, and clear it. */
const CLEAR = "\r\x1b[2K";
/** Where the terminal does not say. */
const DEFAULT_COLUMNS = 80;

/** One line on a terminal that shows how far something has come. */
export class ProgressBar implements Disposable {
  readonly #terminal: Terminal;
  readonly #title: string;
  #beganMs = performance.now();
  #drawnMs = -Infinity;
  #isDrawn = false;

  /** Draws nothing yet, and never anything on what is no terminal. */
  constructor(terminal: Terminal, title: string) {
    this.#terminal = terminal;
    this.#title = title;
  }

  /** Shows how much is done, now and then. */
  show(doneBytes: number, totalBytes: number): void {
    const nowMs = performance.now();
    if (!this.#terminal.isTerminal() || nowMs - this.#drawnMs < REDRAW_MS) {
      return;
    }
    this.#drawnMs = nowMs;
    this.#isDrawn = true;
    const line = formatProgress({
      title: this.#title,
      doneBytes,
      totalBytes,
      elapsedMs: nowMs - this.#beganMs,
      columns: columns(),
    });
    this.#write(CLEAR + line);
  }

  /** Writes a line of its own, above the bar. */
  say(text: string): void {
    this.#clear();
    this.#write(`${text}\n`);
    // What is waited for is no work: it must not spoil the rate.
    this.#beganMs = performance.now();
  }

  /** Removes the bar. */
  [Symbol.dispose](): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#isDrawn) this.#write(CLEAR);
    this.#isDrawn = false;
  }

  #write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length;) {
      done += this.#terminal.writeSync(bytes.subarray(done));
    }
  }
}

function columns(): number {
  try {
    return Deno.consoleSize().columns || DEFAULT_COLUMNS;
  } catch {
    return DEFAULT_COLUMNS;
  }
}
