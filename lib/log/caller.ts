import type { FindSource } from "./source_lines.ts";

/** Where a log call stands in the code. */
export interface Caller {
  /** `folder/file.ts:line`, as zap prints it. */
  readonly caller: string;
  /** The frames from that place on, one a line. */
  readonly stack: string;
}

const FRAME_REGEXP = /at (?:(.+?) \()?((?:[a-z]+:|\/)[^()]*?):(\d+):\d+\)?$/;

/** Reads a V8 stack whose first frame is the caller. */
export function readStack(stack: string, findSource: FindSource): Caller {
  const frames: string[] = [];
  let caller = "";
  for (const line of stack.split("\n")) {
    const match = FRAME_REGEXP.exec(line);
    if (match === null) continue;
    const [, name = "<anonymous>", url = "", row = ""] = match;
    const place = findSource(url, Number(row)).split("/").slice(-2).join("/");
    if (caller === "") caller = place;
    frames.push(`${name}\n\t${place}`);
  }
  return { caller, stack: frames.join("\n") };
}
