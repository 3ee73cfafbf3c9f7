import { decode } from "@jridgewell/sourcemap-codec";
import { SOURCE_LINES } from "../../../lib/log/source_lines.ts";

/** A source map, as far as it is read here. */
interface SourceMap {
  readonly sources: readonly string[];
  readonly mappings: string;
}

/**
 * Writes into a bundled program which line of which source each of its lines
 * comes from, in the place of {@linkcode SOURCE_LINES}, and takes the source
 * maps away: the runtime would not read them in a compiled program, or keep
 * megabytes of them.
 *
 * @throws {Error} When the program does not have that place exactly once.
 */
export async function fillSourceLines(
  directory: string,
  root: string,
): Promise<void> {
  const sources: string[] = [];
  const lines: Record<string, string> = {};
  const places: string[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (name.endsWith(".map")) {
      const map: SourceMap = JSON.parse(await Deno.readTextFile(path));
      const base = `file://${directory}/`;
      lines[name.replace(/\.map$/, "")] = encodeLines(map, sources, {
        base,
        root: `file://${root}`,
      });
      await Deno.remove(path);
    } else if ((await Deno.readTextFile(path)).includes(PLACE)) {
      places.push(path);
    }
  }
  const [place] = places;
  if (place === undefined) return;
  if (places.length > 1) {
    throw new Error(`Cannot fill in the lines: they stand in ${places}`);
  }
  const text = await Deno.readTextFile(place);
  const table = JSON.stringify(JSON.stringify({ sources, lines }));
  await Deno.writeTextFile(place, text.replace(PLACE, () => table));
}

const PLACE = JSON.stringify(SOURCE_LINES);

/**
 * Writes runs of lines that follow one another in both: the first line of the
 * bundle, the number of the source, and its line, each as the difference to
 * the run before.
 */
function encodeLines(
  map: SourceMap,
  sources: string[],
  { base, root }: { readonly base: string; readonly root: string },
): string {
  const numbers = map.sources.map((source) => {
    const { href } = new URL(source, base);
    if (!href.startsWith(root)) return -1;
    const path = href.slice(root.length);
    const known = sources.indexOf(path);
    return known < 0 ? sources.push(path) - 1 : known;
  });
  const runs: string[] = [];
  let last = { row: 0, source: 0, line: 0 };
  let expected = { source: -1, line: -1 };
  for (const [row, segments] of decode(map.mappings).entries()) {
    const [, at, sourceRow = 0] = segments.find((it) => it.length > 1) ?? [];
    const source = at === undefined ? -1 : numbers[at] ?? -1;
    const line = source < 0 ? -1 : sourceRow;
    const isNext = source === expected.source && line === expected.line;
    if (source >= 0 && !isNext) {
      runs.push(
        `${row - last.row},${source - last.source},${line - last.line}`,
      );
      last = { row, source, line };
    }
    expected = { source, line: line + 1 };
  }
  return runs.join(";");
}
