import { CLUSTER_TEXTS } from "./cluster_texts.ts";
import { INTERNAL_TEXTS } from "./internal_texts.ts";
import type { KeyText } from "./key_text.ts";
import { LEGACY_TEXTS } from "./legacy_texts.ts";
import { LOG_TEXTS } from "./log_texts.ts";
import { MEMBER_TEXTS } from "./member_texts.ts";
import { SECURITY_TEXTS } from "./security_texts.ts";
import { STORAGE_TEXTS } from "./storage_texts.ts";

/** All texts, a former name as a key of its own, in the order of reading. */
export function allKeyTexts(): readonly KeyText[] {
  return [
    ...MEMBER_TEXTS,
    ...CLUSTER_TEXTS,
    ...STORAGE_TEXTS,
    ...SECURITY_TEXTS,
    ...LOG_TEXTS,
    ...LEGACY_TEXTS,
    ...INTERNAL_TEXTS,
  ].flatMap(withFormer);
}

/** The text of a key, by its exact name. */
export function findKeyText(name: string): KeyText | undefined {
  return allKeyTexts().find((text) => text.name === name);
}

function withFormer(text: KeyText): readonly KeyText[] {
  const { formerName, ...rest } = text;
  if (formerName === undefined) return [text];
  const former: KeyText = {
    ...rest,
    name: formerName,
    deprecated: `write ${text.name}`,
    deprecatedFrom: "3.6",
  };
  return [text, former];
}
