import { findSidecarObstacle } from "./real_sidecar.ts";

/**
 * Registers a test with the real sidecar. Where that cannot run the test is
 * skipped, and its name says why.
 */
export async function testWithSidecar(
  name: string,
  fn: () => Promise<void>,
): Promise<void> {
  const reason = await findSidecarObstacle();
  if (reason === undefined) Deno.test(name, fn);
  else Deno.test.ignore(`${name} (skipped: ${reason})`, fn);
}
