import type { Terminal } from "./progress_bar.ts";

/** What ends sooner needs no progress. */
const DELAY_MS = 1000;
/** Back to the begin of the line, and clear it. */
const CLEAR = "\r\x1b[2K";

/** One line on a terminal that says what is still going on. */
export class RunningLine implements Disposable {
  readonly #terminal: Terminal;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #text = "working";
  #isDrawn = false;

  /** Writes nothing in the first second, and never to what is no terminal. */
  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    if (!terminal.isTerminal()) return;
    this.#timer = setTimeout(() => {
      this.#isDrawn = true;
      this.#draw();
    }, DELAY_MS);
  }

  /** Changes what it says. */
  show(text: string): void {
    this.#text = text;
    if (this.#isDrawn) this.#draw();
  }

  /** Removes the line. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    if (this.#isDrawn) this.#write(CLEAR);
  }

  #draw(): void {
    this.#write(`${CLEAR}${this.#text}`);
  }

  #write(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length;) {
      done += this.#terminal.writeSync(bytes.subarray(done));
    }
  }
}
