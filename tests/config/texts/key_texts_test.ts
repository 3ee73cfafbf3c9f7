import { assert, assertEquals } from "@std/assert";
import { listEtcdKeys } from "../../../lib/config/etcd_keys.ts";
import { flagOf } from "../../../lib/config/flag_of.ts";
import { defaultOf } from "../../../lib/config/texts/default_of.ts";
import {
  allKeyTexts,
  findKeyText,
} from "../../../lib/config/texts/key_texts.ts";
import { findEtcdLines } from "../../support/find_etcd_lines.ts";
import { readEtcdHelp } from "./etcd_help.ts";

const NEWEST_PATCH = 9999;

Deno.test(
  "allKeyTexts() has a text for every key that etcd knows, and no other",
  {
    permissions: "none",
  },
  () => {
    const known = new Set(
      [4, 5, 6].flatMap((minor) =>
        listEtcdKeys({ major: 3, minor, patch: NEWEST_PATCH })
          .map(({ name }) => name)
      ),
    );
    const texts = allKeyTexts().map(({ name }) => name);
    assertEquals([...known].filter((name) => !texts.includes(name)), []);
    assertEquals(texts.filter((name) => !known.has(name)), []);
    assertEquals(new Set(texts).size, texts.length, "a key has two texts");
  },
);

Deno.test("allKeyTexts() says something in each field", {
  permissions: "none",
}, () => {
  for (const text of allKeyTexts()) {
    assert(text.meaning.length >= 15, text.name);
    assert(!/[.;,]$/.test(text.meaning), text.name);
    const { unit = "x", deprecated = "x", druid } = text;
    const { value, reason } = druid ?? { value: "x", reason: "x" };
    for (const part of [unit, deprecated, value, reason]) {
      assert(part.trim() !== "", text.name);
    }
  }
});

Deno.test(
  "listEtcdKeys() gives a unit or a type that has one to every number",
  {
    permissions: "none",
  },
  () => {
    const without = listEtcdKeys({ major: 3, minor: 6, patch: NEWEST_PATCH })
      .filter(({ type }) => ["int", "uint", "uint32"].includes(type))
      .filter(({ name }) => findKeyText(name)?.unit === undefined)
      .map(({ name }) => name);
    // A logarithm has none.
    assertEquals(without, ["bcrypt-cost"]);
  },
);

/** What a file defaults to otherwise than the flag does. */
const OTHER_IN_FILE: Readonly<Record<string, readonly string[]>> = {
  "3.4": ["auto-compaction-mode"],
  "3.5": [
    "auto-compaction-mode",
    "experimental-distributed-tracing-address",
    "experimental-distributed-tracing-service-name",
  ],
  "3.6": [],
};
/** The same, written in another way. */
const SAME: Readonly<Record<string, string>> = {
  "math.MaxUint32": "4294967295",
};
/** Flags that the help of a line does not list, although they exist. */
const HIDDEN_FLAGS: Readonly<Record<string, readonly string[]>> = {
  "3.4": [
    "enable-grpc-gateway",
    "experimental-enable-lease-checkpoint-persist",
    "unsafe-no-fsync",
  ],
};
/** Known to a file, but without a flag in this line's help. */
const WITHOUT_FLAG_REGEXP =
  /^(?:client-transport-security\.(?:allowed-cn|skip-client-san-verification)|peer-transport-security\.skip-client-san-verification|discovery-config|.*snapshot-catch-?up-entries|next-cluster-version-compatible|log-output|discovery-fallback)$/;

for (const { line, missing } of await findEtcdLines(["3.4", "3.5", "3.6"])) {
  const name = `defaultOf() and flagOf() agree with etcd --help of ${line}`;
  Deno.test({
    name: missing === undefined ? name : `${name} (skipped: ${missing})`,
    ignore: missing !== undefined,
    async fn() {
      const { version, flags } = await readEtcdHelp(line);
      const wrong: string[] = [];
      let compared = 0;
      for (const { name: key, type } of listEtcdKeys(version)) {
        const text = findKeyText(key);
        const flag = flagOf(key, type);
        if (text === undefined || flag === undefined) continue;
        if (!flags.has(flag)) {
          const isHidden = HIDDEN_FLAGS[line]?.includes(flag) ||
            WITHOUT_FLAG_REGEXP.test(key);
          if (!isHidden) wrong.push(`no --${flag}`);
          continue;
        }
        const told = flags.get(flag);
        // The help leaves out some defaults, and names an empty one for two.
        if (told === undefined || (told === "" && type === "duration")) {
          continue;
        }
        const expected = SAME[told] ?? told;
        if (OTHER_IN_FILE[line]?.includes(key)) continue;
        compared++;
        const actual = defaultOf(text, version);
        if (actual !== expected) wrong.push(`${key}: ${expected}, ${actual}`);
      }
      assertEquals(wrong, []);
      assert(compared > 60, `compared only ${compared} defaults`);
    },
  });
}
