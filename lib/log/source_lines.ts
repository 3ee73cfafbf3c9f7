/**
 * Where the lines of the program come from, when it has been bundled: the
 * bundling puts the text of a {@linkcode SourceLines} in this place.
 */
export const SOURCE_LINES = "the program is not bundled";

/** What each line of a bundled program was made from. */
export interface SourceLines {
  /** Paths of the sources. */
  readonly sources: readonly string[];
  /**
   * By file name of the bundle, runs of lines that follow one another:
   * `line,source,line of the source;…`, counted from 0, each number the
   * difference to that of the run before.
   */
  readonly lines: Readonly<Record<string, string>>;
}

/** Gives the place in the source for a place in the program, both `file:line`. */
export type FindSource = (file: string, line: number) => string;

/** Creates what looks places up; without a table they stay as they are. */
export function createFindSource(text: string): FindSource {
  if (!text.startsWith("{")) return (file, line) => `${file}:${line}`;
  const table: SourceLines = JSON.parse(text);
  return (file, line) => {
    const name = file.slice(file.lastIndexOf("/") + 1);
    const found = findRun(table.lines[name] ?? "", line - 1);
    const source = table.sources[found?.source ?? -1];
    return source === undefined || found === undefined
      ? `${file}:${line}`
      : `${source}:${found.line + 1}`;
  };
}

/** Decodes the runs anew each time: log lines are few, the table is long. */
function findRun(
  runs: string,
  row: number,
): { readonly source: number; readonly line: number } | undefined {
  let at = { row: 0, source: 0, line: 0 };
  let found: typeof at | undefined;
  for (const [, rows, sources, lines] of runs.matchAll(RUN_REGEXP)) {
    at = {
      row: at.row + Number(rows),
      source: at.source + Number(sources),
      line: at.line + Number(lines),
    };
    if (at.row > row) break;
    found = at;
  }
  return found === undefined
    ? undefined
    : { source: found.source, line: found.line + row - found.row };
}

const RUN_REGEXP = /(\d+),(-?\d+),(-?\d+)/g;
