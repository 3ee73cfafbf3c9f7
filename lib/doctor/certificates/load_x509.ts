/**
 * Loads the library that reads certificates. It does not load by itself: the
 * other one has to be there before.
 */
export async function loadX509(): Promise<typeof import("@peculiar/x509")> {
  await import("reflect-metadata");
  return await import("@peculiar/x509");
}
