import { bold, green, red, yellow } from "@std/fmt/colors";

/** Colours a text, or leaves it as it is. */
export interface Paint {
  /** What is as it should be. */
  readonly good: (text: string) => string;
  /** What passes, or does not matter yet. */
  readonly middling: (text: string) => string;
  /** What is wrong. */
  readonly bad: (text: string) => string;
  /** What stands out. */
  readonly strong: (text: string) => string;
}

/**
 * Colours on a terminal only, and not when `NO_COLOR` is set, which Deno looks
 * at by itself.
 */
export function createPaint(isTerminal: boolean): Paint {
  const colour = (paint: (text: string) => string) =>
    isTerminal && !Deno.noColor ? paint : (text: string) => text;
  return {
    good: colour(green),
    middling: colour(yellow),
    bad: colour(red),
    strong: colour(bold),
  };
}
