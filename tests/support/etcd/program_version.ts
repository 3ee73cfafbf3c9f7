const VERSION_REGEXP = /\d+\.\d+\.\d+/;

/** How long a program may take to say its version; it needs some 20 ms. */
const VERSION_TIMEOUT_MS = 10_000;

/** Asks a program for its version; rejects when it cannot run or says none. */
export async function programVersion(path: string): Promise<string> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  // The two client programs know the word, the others the flag.
  const word = /^etcd(ctl|utl)/.test(name) ? "version" : "--version";
  const { stdout, stderr } = await new Deno.Command(path, {
    args: [word],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal: AbortSignal.timeout(VERSION_TIMEOUT_MS),
  }).output();
  const decoder = new TextDecoder();
  const said = decoder.decode(stdout) + decoder.decode(stderr);
  const version = VERSION_REGEXP.exec(said)?.[0];
  if (version === undefined) {
    throw new Error(
      `Cannot tell the version of "${path}": it does not say one`,
    );
  }
  return version;
}
