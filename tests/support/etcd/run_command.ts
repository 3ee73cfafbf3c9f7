/** Where and how a command runs. */
export interface RunCommandOptions {
  readonly cwd?: string;
  /** Variables on top of the inherited ones. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the command. */
  readonly signal?: AbortSignal;
  /** Sees every line of standard error as it comes. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a command to its end and returns what it wrote on standard output;
 * rejects with the end of its standard error unless it exits with 0.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: RunCommandOptions = {},
): Promise<string> {
  const { cwd, env, signal, onLine = () => {} } = options;
  const child = new Deno.Command(command, {
    args: [...args],
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env: { ...env } }),
    ...(signal === undefined ? {} : { signal }),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const errors: string[] = [];
  const [stdout, status] = await Promise.all([
    new Response(child.stdout).text(),
    child.status,
    forEachLine(child.stderr, (line) => {
      errors.push(line);
      onLine(line);
    }),
  ]);
  if (!status.success) {
    const reason = errors.slice(-3).join("; ") || stdout.trim().slice(-300);
    throw new Error(`"${command}" exited with ${status.code}: ${reason}`);
  }
  return stdout;
}

async function forEachLine(
  stream: ReadableStream<Uint8Array>,
  handle: (line: string) => void,
): Promise<void> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((line) => line.trim() !== "")) handle(line);
  }
  if (rest.trim() !== "") handle(rest);
}
