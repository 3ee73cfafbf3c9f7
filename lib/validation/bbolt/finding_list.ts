import type { Finding } from "../finding.ts";
import { type ProblemCode, PROBLEMS } from "./problems.ts";

/** One damaged page can bring thousands of findings; the first ones tell it. */
const MAX_PER_CODE = 20;

/** Collects the findings about one file. */
export class FindingList {
  readonly #file: string;
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<ProblemCode, number>();

  /** Starts with no finding. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Adds a finding; of a kind that is frequent only the first ones are kept. */
  add(code: ProblemCode, offset: number | undefined, message: string): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count > MAX_PER_CODE) return;
    const { severity, action } = PROBLEMS[code];
    this.#findings.push({
      code,
      severity,
      file: this.#file,
      offset,
      message,
      action,
    });
  }

  /** Whether a finding makes the database invalid. */
  get hasError(): boolean {
    return this.#findings.some(({ severity }) => severity === "error");
  }

  /** The findings, with a line on those that were left out. */
  toArray(): Finding[] {
    const more = [...this.#counts].filter(([, count]) => count > MAX_PER_CODE)
      .map(([code, count]): Finding => ({
        code,
        severity: PROBLEMS[code].severity,
        file: this.#file,
        offset: undefined,
        message: `${count - MAX_PER_CODE} more findings of this kind`,
        action: PROBLEMS[code].action,
      }));
    return [...this.#findings, ...more];
  }
}
