const encoder = new TextEncoder();

/** Writes a line of the result to standard output. */
export function printLine(line: string): void {
  Deno.stdout.writeSync(encoder.encode(`${line}\n`));
}

/** Writes a line of progress to standard error. */
export function reportLine(line: string): void {
  Deno.stderr.writeSync(encoder.encode(`${line}\n`));
}
