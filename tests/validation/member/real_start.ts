import { startBareEtcd } from "../../support/bare_etcd.ts";
import type { EtcdLine } from "../../support/etcd/etcd_line.ts";
import { provisionEtcd } from "../../support/etcd/provision.ts";
import { writeLoad } from "../wal/write_load.ts";

/** Which etcd is started, and with what. */
export interface RealStartOptions {
  readonly line: EtcdLine;
  readonly config: string;
  readonly workDir: string;
  /** What takes longer counts as hanging. */
  readonly limitMs: number;
}

/** `serves` is an acknowledged write, `hangs` none within the limit. */
export type RealStart = "serves" | "ends" | "hangs";

/** Starts a real etcd and says what comes of it. */
export async function realStart(options: RealStartOptions): Promise<RealStart> {
  const { line, config, workDir, limitMs: timeoutMs } = options;
  const etcd = await provisionEtcd(line);
  const start = { etcd, config, workDir, timeoutMs };
  try {
    await using member = await startBareEtcd(start);
    const { clientUrl } = member;
    const limit = setTimeout(() => member.kill(), timeoutMs);
    const written = await writeLoad({ clientUrl, valueBytes: 30, count: 1 });
    clearTimeout(limit);
    await member.stop();
    return written === 1 ? "serves" : "hangs";
  } catch (error) {
    if (String(error).includes("It ended with code")) return "ends";
    if (String(error).includes("No read succeeded within")) return "hangs";
    throw error;
  }
}
