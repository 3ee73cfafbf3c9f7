import { compareBytes } from "./compare_bytes.ts";
import type { TreeContext } from "./tree_context.ts";
import type { Element } from "./tree_page.ts";

/** Where a key stands. */
export interface KeyPlace {
  /** The key before it on its page. */
  readonly previous: Uint8Array | undefined;
  /** Where the bounds of its page's keys were kept. */
  readonly bound: number;
  /** How a finding names it. */
  readonly where: string;
}

/** Reports a key that cannot be found where it stands. */
export function checkKeyPlace(
  { findings, keys }: Pick<TreeContext, "findings" | "keys">,
  { key, keyOffset }: Pick<Element, "key" | "keyOffset">,
  { previous, bound, where }: KeyPlace,
): void {
  if (previous !== undefined && compareBytes(previous, key) >= 0) {
    findings.add(
      "DB_KEY_ORDER",
      keyOffset,
      `${where} is not above the one before it: keys cannot be found`,
    );
  }
  if (!keys.isWithin(key, bound)) {
    findings.add(
      "DB_KEY_RANGE",
      keyOffset,
      `${where} is outside of what the page above says: keys cannot be found`,
    );
  }
}
