import type { Finding } from "../finding.ts";
import { memberFinding } from "./member_finding.ts";

/** Path of the file that says which namespace a volume belongs to. */
export function volumeGuardPath(volumeDir: string): string {
  return `${volumeDir}/safe_guard`;
}

/** Compares the namespace that a volume belongs to with the pod's. */
export async function checkVolumeGuard(
  volumeDir: string,
  namespace: string | undefined,
): Promise<Finding[]> {
  const file = volumeGuardPath(volumeDir);
  if (namespace === undefined || namespace === "") {
    const detail = "the pod's namespace is not known";
    return [memberFinding("VOLUME_NOT_CHECKED", { file, detail })];
  }
  try {
    const owner = await Deno.readTextFile(file);
    if (owner === namespace) return [];
    const detail = `the volume belongs to namespace ${JSON.stringify(owner)}` +
      ` and not to ${JSON.stringify(namespace)}`;
    return [memberFinding("VOLUME_NAMESPACE", { file, detail })];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    const detail = `the file cannot be read: ${(error as Error).message}`;
    return [memberFinding("VOLUME_GUARD_READ", { file, detail })];
  }
}
