import type { EtcdLine } from "./etcd/etcd_line.ts";
import { provisionEtcd } from "./etcd/provision.ts";

/** Of these lines, which can be had here, and why the others cannot. */
export async function findEtcdLines(
  lines: readonly EtcdLine[],
): Promise<{ line: EtcdLine; missing: string | undefined }[]> {
  return await Promise.all(lines.map(async (line) => {
    try {
      await provisionEtcd(line);
      return { line, missing: undefined };
    } catch (error) {
      return { line, missing: String(error).split("\n")[0] };
    }
  }));
}
