/** What a test needs of the machine. */
export interface Requirements {
  readonly programs?: readonly string[];
  /** For namespaces, mounts and other users. */
  readonly root?: boolean;
}

/**
 * Registers a test. Where something that it needs is missing it is skipped,
 * and its name says why.
 */
export function testWith(
  requirements: Requirements,
  name: string,
  fn: () => Promise<void>,
): void {
  const { programs = [], root = false } = requirements;
  const missing = programs.filter((program) => !isOnPath(program));
  if (root && Deno.uid() !== 0) missing.push("root");
  if (missing.length === 0) Deno.test(name, fn);
  else {
    Deno.test.ignore(`${name} (skipped: needs ${missing.join(" and ")})`, fn);
  }
}

function isOnPath(program: string): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}
