/** What the program that tries its grants printed: name to outcome. */
export function programOutcomes(
  output: Deno.CommandOutput,
): Record<string, string> {
  const text = new TextDecoder().decode(output.stdout);
  const pairs = text.trimEnd().split("\n").map((line) => line.split(": "));
  return Object.fromEntries(pairs);
}
