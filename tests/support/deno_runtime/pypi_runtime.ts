import { type LogLine, withProgress } from "../etcd/progress.ts";
import { runCommand } from "../etcd/run_command.ts";

/**
 * A package whose wheel holds a program that was compiled with Deno, and
 * the release of it that used the Deno version of the key.
 */
const COMPILED_PROGRAM = "bids-validator-deno";
const COMPILED_WITH: Readonly<Record<string, string>> = { "2.6.10": "2.4.1" };

/**
 * Puts `deno` and the matching `denort` into a folder, both taken out of
 * wheels of the Python package index that pip is set up for.
 */
export async function unpackPypiRuntime(
  version: string,
  outputDirectory: string,
  log: LogLine,
): Promise<void> {
  const wheels = `${outputDirectory}/wheels`;
  const requirements = [
    `deno==${version}`,
    `${COMPILED_PROGRAM}==${COMPILED_WITH[version]}`,
  ];
  await withProgress(
    `Downloading ${requirements.join(", ")}`,
    log,
    () =>
      runCommand("python3", [
        ...["-m", "pip", "download", "--quiet", "--no-deps"],
        ...["--only-binary=:all:", "--dest", wheels],
        ...requirements,
      ]),
  );
  const deno = await biggestFile(wheels, "deno-");
  await Deno.rename(deno, `${outputDirectory}/deno`);
  const program = await biggestFile(wheels, "bids_validator_deno-");
  await Deno.writeFile(
    `${outputDirectory}/denort`,
    runtimeOf(await Deno.readFile(program)),
  );
  await Deno.chmod(`${outputDirectory}/deno`, 0o755);
  await Deno.chmod(`${outputDirectory}/denort`, 0o755);
  await Deno.remove(wheels, { recursive: true });
}

/** Unpacks a wheel; its program is by far the biggest file in it. */
async function biggestFile(wheels: string, prefix: string): Promise<string> {
  const unpacked = `${wheels}/${prefix}unpacked`;
  for await (const { name } of Deno.readDir(wheels)) {
    if (!name.startsWith(prefix) || !name.endsWith(".whl")) continue;
    const wheel = `${wheels}/${name}`;
    await runCommand("python3", ["-m", "zipfile", "-e", wheel, unpacked]);
  }
  let biggest = { path: "", size: -1 };
  for await (const path of filesUnder(unpacked)) {
    const { size } = await Deno.stat(path);
    if (size > biggest.size) biggest = { path, size };
  }
  return biggest.path;
}

async function* filesUnder(directory: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (isDirectory) yield* filesUnder(path);
    else yield path;
  }
}

/**
 * Cuts the runtime out of a compiled program: the application is appended to
 * an ELF image, whose last part is the table of its section headers.
 */
export function runtimeOf(program: Uint8Array): Uint8Array {
  const header = new DataView(program.buffer, program.byteOffset, 64);
  const ELF_MAGIC = 0x7f454c46;
  if (header.getUint32(0) !== ELF_MAGIC) {
    throw new TypeError("Cannot find the runtime: the program is not ELF");
  }
  const sectionHeaders = Number(header.getBigUint64(0x28, true));
  const entrySize = header.getUint16(0x3a, true);
  const entryCount = header.getUint16(0x3c, true);
  return program.subarray(0, sectionHeaders + entrySize * entryCount);
}
