import { summarize } from "./summary.ts";

/** Values of one thing that was measured again and again. */
export interface Measured {
  readonly name: string;
  readonly values: readonly number[];
}

/** Measured things of one unit. */
export interface Table {
  readonly title: string;
  readonly unit: string;
  /** Digits behind the point. @default {0} */
  readonly digits?: number;
  readonly rows: readonly Measured[];
}

/** What a figure is to be at most, and what it is. */
export interface Goal {
  readonly name: string;
  readonly measured: number;
  readonly limit: number;
  readonly unit: string;
  /** Digits behind the point. @default {0} */
  readonly digits?: number;
}

/** What a benchmark found out. */
export interface Outcome {
  /** What has to be known to read the figures. */
  readonly notes: readonly string[];
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
}

/** Writes an outcome down as Markdown. */
export function formatOutcome({ notes, tables, goals }: Outcome): string {
  return [
    ...notes.map((note) => `* ${note}`),
    ...tables.flatMap(formatTable),
    "",
    "| goal | limit | measured | verdict |",
    "|---|---|---|---|",
    ...goals.map(formatGoal),
  ].join("\n");
}

function formatTable({ title, unit, digits = 0, rows }: Table): string[] {
  return [
    "",
    `| ${title} (${unit}) | min | median | max | n |`,
    "|---|---|---|---|---|",
    ...rows.map(({ name, values }) => {
      const { min, median, max, n } = summarize(values);
      const cells = [min, median, max].map((value) => value.toFixed(digits));
      return `| ${[name, ...cells, n].join(" | ")} |`;
    }),
  ];
}

function formatGoal(goal: Goal): string {
  const { name, measured, limit, unit, digits = 0 } = goal;
  const write = (value: number) => `${value.toFixed(digits)} ${unit}`;
  const verdict = measured <= limit ? "met" : "**missed**";
  const by = write(Math.abs(limit - measured));
  const cells = [name, write(limit), write(measured), `${verdict} by ${by}`];
  return `| ${cells.join(" | ")} |`;
}
