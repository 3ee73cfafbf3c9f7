/** Joins an error's message and those of its causes, outermost first. */
export function describeError(error: unknown): string {
  const messages: string[] = [];
  const seen = new Set<unknown>();
  for (
    let current = error;
    current !== undefined && current !== null && !seen.has(current);
    current = current instanceof Error ? current.cause : undefined
  ) {
    seen.add(current);
    const message = current instanceof Error
      ? current.message || current.name
      : String(current);
    // A wrapper often repeats its cause's text at its own end.
    if (!messages.some((text) => text.includes(message))) {
      messages.push(message);
    }
  }
  return messages.join(": ");
}
