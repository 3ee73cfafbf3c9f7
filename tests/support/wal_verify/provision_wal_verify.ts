import { CACHE_DIRECTORY } from "../etcd/cache_directory.ts";
import { firstWay } from "../etcd/first_way.ts";
import { goBuild } from "../etcd/go_build.ts";
import { cachedProgram, installedProgram } from "../etcd/installed_program.ts";
import type { LogLine } from "../etcd/progress.ts";

/** The release of etcd whose packages the program is made of. */
export const WAL_VERIFY_VERSION = "3.5.35";

/** Where the program is kept. */
export interface ProvisionWalVerifyOptions {
  /** Takes the lines of progress. */
  readonly log?: LogLine;
  /** @default {".cache" of the repository} */
  readonly cacheDirectory?: string;
}

/** Provides the program that judges logs by etcd's own code. */
export async function provisionWalVerify(
  options: ProvisionWalVerifyOptions = {},
): Promise<string> {
  const { log = () => {}, cacheDirectory = CACHE_DIRECTORY } = options;
  const program = "wal_verify";
  const sources = await sourcesHash();
  const installed = {
    program,
    // Built anew when its own code changes.
    directory: `${cacheDirectory}/${program}/${WAL_VERIFY_VERSION}-${sources}`,
    accepts: (version: string) => version === WAL_VERIFY_VERSION,
    log,
  };
  return await firstWay(`${program} ${WAL_VERIFY_VERSION}`, [
    cachedProgram(installed),
    installedProgram(
      "Go build of the pinned module",
      installed,
      (outputDirectory) =>
        goBuild({
          moduleDirectory: `${import.meta.dirname}`,
          packages: { [program]: "." },
          outputDirectory,
          searchPath: Deno.env.get("PATH") ?? "",
          log,
        }),
    ),
  ]);
}

async function sourcesHash(): Promise<string> {
  const directory = `${import.meta.dirname}`;
  const names: string[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    if (/\.go$|^go\./.test(name)) names.push(name);
  }
  const texts = await Promise.all(
    names.sort().map((name) => Deno.readTextFile(`${directory}/${name}`)),
  );
  const hash = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(texts.join("\0")),
  );
  return new Uint8Array(hash).toHex().slice(0, 8);
}
