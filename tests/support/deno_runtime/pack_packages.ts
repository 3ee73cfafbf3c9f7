import { runCommand } from "../etcd/run_command.ts";
import { type TakenNames, takenNames } from "./taken_names.ts";

/** What is packed, with what, and where to. */
export interface PackPackagesOptions {
  /** The program's first module. */
  readonly entry: string;
  /** The `deno.json` with the import map; `deno.lock` stands beside it. */
  readonly configPath: string;
  /** Where the files go. */
  readonly directory: string;
}

/**
 * Packs each npm package that a program imports into one file that holds just
 * what is taken of it, and gives the part of an import map that names these
 * files. A package that is loaded as such brings Deno's whole machinery for
 * npm along, and all of its own modules: 8 MB of memory.
 */
export async function packPackages(
  options: PackPackagesOptions,
): Promise<Record<string, string>> {
  const { directory } = options;
  const packed: Record<string, string> = {};
  for (const [specifier, names] of await findPackages(options)) {
    if (names !== "all" && names.size === 0) continue;
    const name = specifier.replaceAll(/[^\w@.-]/g, "+");
    // Beside its input: what is in it is resolved from there.
    const input = `${directory}/${name}.ts`;
    const exported = names === "all" ? "*" : `{ ${[...names].join(", ")} }`;
    await Deno.writeTextFile(
      input,
      `export ${exported} from "${specifier}";\n`,
    );
    const output = `${directory}/${name}.js`;
    await runDeno([
      "bundle",
      "--quiet",
      "--platform=deno",
      "--minify",
      `--config=${options.configPath}`,
      `--output=${output}`,
      input,
    ]);
    // An absolute path would not be found in the compiled program.
    packed[specifier] = `./${name}.js`;
  }
  return packed;
}

/** One module, as `deno info --json` describes it. */
interface ModuleInfo {
  readonly local?: string;
  readonly dependencies?: readonly {
    readonly specifier: string;
    readonly code?: { readonly specifier: string };
  }[];
}

async function findPackages(
  options: PackPackagesOptions,
): Promise<Map<string, TakenNames>> {
  const found = new Map<string, TakenNames>();
  const { modules } = JSON.parse(
    await runDeno([
      "info",
      "--json",
      `--config=${options.configPath}`,
      options.entry,
    ]),
  ) as { readonly modules: readonly ModuleInfo[] };
  for (const { local, dependencies = [] } of modules) {
    const packages = dependencies
      .filter(({ code }) => code?.specifier.startsWith("npm:"));
    if (local === undefined || packages.length === 0) continue;
    const source = await Deno.readTextFile(local);
    for (const { specifier } of packages) {
      const taken = takenNames(source, specifier);
      found.set(specifier, both(found.get(specifier), taken));
    }
  }
  return found;
}

function both(a: TakenNames | undefined, b: TakenNames): TakenNames {
  if (a === "all" || b === "all") return "all";
  return new Set([...a ?? [], ...b]);
}

/** Runs this Deno, whichever one compiles: what it packs is plain JavaScript. */
async function runDeno(args: readonly string[]): Promise<string> {
  const env = {
    NO_COLOR: "1",
    RUST_BACKTRACE: "0",
    // The first time Deno downloads what it packs with, and older ones do not
    // look at the certificates of the system by themselves.
    DENO_TLS_CA_STORE: Deno.env.get("DENO_TLS_CA_STORE") ?? "mozilla,system",
  };
  return await runCommand(Deno.execPath(), args, { env });
}
