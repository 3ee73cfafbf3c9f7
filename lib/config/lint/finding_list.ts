import {
  CONFIG_KINDS,
  type ConfigCode,
  type ConfigFinding,
  type ConfigFindingOptions,
  type ReportFinding,
} from "./config_finding.ts";

interface Entry {
  readonly code: ConfigCode;
  readonly options: ConfigFindingOptions;
  readonly members: string[];
}

/** Collects findings; what several members have in common is one. */
export class FindingList {
  readonly #entries = new Map<string, Entry>();
  #lines: ReadonlyMap<string, readonly number[]> = new Map();

  /** Takes a finding about the file as a whole. */
  readonly report: ReportFinding = (code, options) => {
    this.#add(code, options);
  };

  /** Says where keys stand. */
  setLines(lines: ReadonlyMap<string, readonly number[]>): void {
    this.#lines = lines;
  }

  /** Takes the findings about one member. */
  async forMember(
    member: string,
    lint: (report: ReportFinding) => Promise<void>,
  ): Promise<void> {
    await lint((code, options) => {
      const { members } = this.#add(code, options);
      if (member !== "") members.push(member);
    });
  }

  /** All findings in the order of the file, the worst of a line first. */
  close(members: readonly string[] = []): readonly ConfigFinding[] {
    return [...this.#entries.values()]
      .map((entry) => this.#toFinding(entry, members))
      .sort((a, b) =>
        (a.line ?? Infinity) - (b.line ?? Infinity) ||
        ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || 0
      );
  }

  #add(code: ConfigCode, options: ConfigFindingOptions): Entry {
    const id = JSON.stringify([code, options.key, options.reason]);
    const entry = this.#entries.get(id) ?? { code, options, members: [] };
    this.#entries.set(id, entry);
    return entry;
  }

  #toFinding(
    { code, options, members }: Entry,
    all: readonly string[],
  ): ConfigFinding {
    const { severity, action } = CONFIG_KINDS[code];
    const { key, reason } = options;
    return {
      code,
      severity: options.severity ?? severity,
      key,
      line: this.#lineOf(key) ?? lineIn(reason),
      members: members.length === all.length ? [] : members,
      reason,
      action: action.replace("KEY", key),
    };
  }

  /** Of a key that is not there, the line of the object that it is of. */
  #lineOf(key: string): number | undefined {
    const lines = this.#lines.get(key) ??
      this.#lines.get(key.replace(/\..*/, ""));
    // The last one is the one that counts.
    return lines?.at(-1);
  }
}

const ORDER = ["error", "warning", "info"];

/** What is wrong with the text itself names its line. */
function lineIn(reason: string): number | undefined {
  const match = /\bline (\d+)/.exec(reason);
  return match === null ? undefined : Number(match[1]);
}
