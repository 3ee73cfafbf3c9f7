import type { Terminal } from "./progress_bar.ts";

/** What can be changed of {@linkcode showWait}. */
export interface WaitLineOptions {
  /** Where it is shown. @default {standard error} */
  readonly terminal?: Terminal;
  /** Time until it is shown, and to every change. @default {1000} */
  readonly periodMs?: number;
  /** Time between two lines where there is no terminal. @default {10000} */
  readonly repeatMs?: number;
}

const PERIOD_MS = 1000;
const REPEAT_MS = 10_000;
const CLEAR = "\r\x1b[2K";

/**
 * Says what is waited for, and for how long already, when it takes longer than
 * a second: in a line of its own that goes away again, or where there is no
 * terminal in a line now and then.
 */
export function showWait(
  text: () => string,
  options: WaitLineOptions = {},
): Disposable {
  const { terminal = Deno.stderr, periodMs = PERIOD_MS } = options;
  const { repeatMs = REPEAT_MS } = options;
  const isTerminal = terminal.isTerminal();
  const beganMs = performance.now();
  let shownMs = -Infinity;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    if (!isTerminal && nowMs - shownMs < repeatMs) return;
    shownMs = nowMs;
    const line = `${text()} (${Math.round((nowMs - beganMs) / 1000)} s)`;
    write(isTerminal ? `${CLEAR}${line}` : `${line}\n`);
  }, periodMs);

  function write(line: string): void {
    const bytes = new TextEncoder().encode(line);
    for (let done = 0; done < bytes.length;) {
      done += terminal.writeSync(bytes.subarray(done));
    }
  }

  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      if (isTerminal && shownMs > -Infinity) write(CLEAR);
    },
  };
}
