/** Writes a text and a newline, all of it. */
export async function print(
  stream: { readonly write: (bytes: Uint8Array) => Promise<number> },
  text: string,
): Promise<void> {
  let rest = new TextEncoder().encode(`${text}\n`);
  while (rest.length > 0) rest = rest.subarray(await stream.write(rest));
}
