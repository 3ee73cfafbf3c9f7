import type { EffectiveValue } from "./effective_values.ts";
import type { KeyExplanation } from "./explain_key.ts";

/** An explanation as lines for people. */
export function formatExplanation(
  explanation: KeyExplanation,
  value: EffectiveValue | undefined,
): string {
  const { name, meaning, unit, flag, lines, druid } = explanation;
  const rows: (readonly [string, string])[] = [
    [
      "type",
      unit === undefined ? explanation.type : `${explanation.type}, ${unit}`,
    ],
    ["default", showDefault(explanation)],
    ["flag", flag === undefined ? "none" : `--${flag}`],
    ["known to", lines.join(", ")],
  ];
  if (druid !== undefined) {
    rows.push(["etcd-druid", `${druid.value}: ${druid.reason}`]);
  }
  rows.push(["verdict", explanation.verdict]);
  if (value !== undefined) rows.push(["in the file", showValue(value)]);
  return [
    name,
    `  ${meaning}.`,
    ...rows.map(([title, text]) => `  ${title.padEnd(12)}${text}`),
  ].join("\n");
}

/** A value and where it stands. */
export function showValue({ text, line }: EffectiveValue): string {
  return line === undefined ? `${text} (found out)` : `${text} (line ${line})`;
}

function showDefault({ default: text, unit }: KeyExplanation): string {
  if (text === "") return "none";
  return unit === "nanoseconds" ? `${text}, in nanoseconds` : text;
}
