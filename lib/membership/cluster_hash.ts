/**
 * Hash of what makes two configurations lead to the same new cluster: the
 * token, and all names with their peer URLs.
 */
export async function hashCluster(
  token: string,
  members: ReadonlyMap<string, readonly string[]>,
): Promise<string> {
  const lines = [...members].map(([name, urls]) =>
    JSON.stringify([name, ...urls.toSorted()])
  );
  const text = [JSON.stringify(token), ...lines.sort()].join("\n");
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
