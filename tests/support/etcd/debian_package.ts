import { findOnPath } from "./find_on_path.ts";
import { type LogLine, withProgress } from "./progress.ts";
import { runCommand } from "./run_command.ts";

/** Which packages are fetched and where their programs go. */
export interface DebianPackageOptions {
  readonly packages: readonly string[];
  readonly outputDirectory: string;
  /** Where `apt-get` and `dpkg` are looked for. */
  readonly searchPath: string;
  readonly log: LogLine;
}

/** Unpacks the programs of Debian packages, without root and without installing. */
export async function unpackDebianPackages(
  options: DebianPackageOptions,
): Promise<void> {
  const { packages, outputDirectory, searchPath, log } = options;
  const aptGet = await findOnPath("apt-get", searchPath);
  const dpkg = await findOnPath("dpkg", searchPath);
  if (aptGet === undefined || dpkg === undefined) {
    throw new Error("there is no apt-get and dpkg on PATH");
  }
  const unpacked = `${outputDirectory}/unpacked`;
  await withProgress(
    `Downloading Debian's ${packages.join(", ")}`,
    log,
    () =>
      runCommand(aptGet, ["download", ...packages], { cwd: outputDirectory }),
  );
  for await (const { name } of Deno.readDir(outputDirectory)) {
    if (!name.endsWith(".deb")) continue;
    await runCommand(dpkg, ["-x", `${outputDirectory}/${name}`, unpacked]);
    await Deno.remove(`${outputDirectory}/${name}`);
  }
  for await (const { name } of Deno.readDir(`${unpacked}/usr/bin`)) {
    await Deno.rename(
      `${unpacked}/usr/bin/${name}`,
      `${outputDirectory}/${name}`,
    );
  }
  await Deno.remove(unpacked, { recursive: true });
}
