/**
 * A program that tries, one after another, what the grants allow and what
 * they do not, and prints the outcome of each as a line "name: outcome".
 * With the argument "wait" it prints "ready" and waits for SIGTERM.
 */

const encoder = new TextEncoder();

function print(line: string): void {
  Deno.stdout.writeSync(encoder.encode(`${line}\n`));
}

async function attempt(name: string, action: () => unknown): Promise<void> {
  try {
    await action();
    print(`${name}: ok`);
  } catch (error) {
    print(`${name}: ${(error as Error).name}`);
  }
}

function run(command: string): Promise<Deno.CommandOutput> {
  return new Deno.Command(command, { args: ["--version"] }).output();
}

async function attemptAll(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await attempt(`write ${path}`, () => Deno.writeTextFile(path, "x"));
  }
  await attempt("umask", () => Deno.umask(0o077));
  await attempt("memory", () => Deno.systemMemoryInfo());
  await attempt("hostname", () => Deno.hostname());
  await attempt("HOME", () => Deno.env.get("HOME"));
  await attempt("other variable", () => Deno.env.get("ETCD_NAME"));
  await attempt("listen", () => Deno.listen({ port: 0 }).close());
  await attempt("read passwd", () => Deno.readTextFile("/etc/passwd"));
  await attempt("run etcd beside", () => run("/etcd"));
  await attempt("run sh", () => run("/bin/sh"));
  await attempt("library", () => Deno.dlopen("libc.so.6", {}));
}

async function waitForTerm(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  Deno.addSignalListener("SIGTERM", () => resolve());
  // A listener alone does not keep the program alive.
  const timer = setInterval(() => {}, 1_000);
  print("ready");
  await promise;
  clearInterval(timer);
  print("stopped");
  Deno.exit(7);
}

if (import.meta.main) {
  const [first, ...rest] = Deno.args;
  if (first === "wait") await waitForTerm();
  else await attemptAll(first === undefined ? [] : [first, ...rest]);
}
