import { encodePuts } from "../../bench/put_request.ts";
import { startBareEtcd } from "../../support/bare_etcd.ts";
import type { EtcdLine } from "../../support/etcd/etcd_line.ts";
import { provisionEtcd, provisionTool } from "../../support/etcd/provision.ts";
import { runCommand } from "../../support/etcd/run_command.ts";
import { freePorts } from "../../support/free_ports.ts";
import { memberConfig } from "../../support/member_config.ts";

/** What a member is made to do before its database is taken. */
export interface EtcdDatabaseOptions {
  readonly line: EtcdLine;
  /** Where the member lives. */
  readonly dir: string;
  /** @default {0} */
  readonly keys?: number;
  /** @default {100} */
  readonly valueBytes?: number;
  /** Leases, users, deletions and a compaction. @default {false} */
  readonly isVaried?: boolean;
  /** @default {false} */
  readonly defragment?: boolean;
}

/** A stopped member. */
export interface EtcdDatabase {
  readonly path: string;
  readonly config: string;
  readonly dataDir: string;
  readonly etcd: string;
}

const PUTS_PER_TXN = 100;

/** Lets a real etcd write a database. */
export async function writeEtcdDatabase(
  options: EtcdDatabaseOptions,
): Promise<EtcdDatabase> {
  const { line, dir, keys = 0, valueBytes = 100 } = options;
  const etcd = await provisionEtcd(line);
  const [clientPort = 0, peerPort = 0] = freePorts(2);
  const dataDir = `${dir}/data`;
  const config = memberConfig({ dataDir, clientPort, peerPort, fast: true });
  await using member = await startBareEtcd({ etcd, config, workDir: dir });
  const ctl = await provisionTool("etcdctl", "3.5");
  const call = (...args: string[]) =>
    runCommand(ctl, [`--endpoints=${member.clientUrl}`, ...args]);
  for (let firstKey = 0; firstKey < keys; firstKey += PUTS_PER_TXN) {
    const count = Math.min(PUTS_PER_TXN, keys - firstKey);
    const perTxn = valueBytes > 10_000 ? 1 : count;
    for (let done = 0; done < count; done += perTxn) {
      await put(member.clientUrl, firstKey + done, perTxn, valueBytes);
    }
  }
  if (options.isVaried) await vary(call);
  if (options.defragment) await call("defrag");
  await member.stop();
  return { path: `${dataDir}/member/snap/db`, config, dataDir, etcd };
}

async function vary(
  call: (...args: string[]) => Promise<string>,
): Promise<void> {
  for (let index = 0; index < 5; index++) {
    const granted = await call("lease", "grant", "6000");
    const lease = granted.split(" ")[1] ?? "";
    await call("put", `leased-${index}`, "x", `--lease=${lease}`);
  }
  await call("user", "add", "someone", "--new-user-password=secret");
  await call("role", "add", "reader");
  await call("role", "grant-permission", "reader", "read", "a", "z");
  await call("user", "grant-role", "someone", "reader");
  await call("del", "--prefix", "/registry/0000000001");
  await call("compaction", "4");
}

async function put(
  clientUrl: string,
  firstKey: number,
  count: number,
  valueBytes: number,
): Promise<void> {
  using client = Deno.createHttpClient({ http1: false, http2: true });
  const value = new Uint8Array(valueBytes).fill(firstKey & 0xff);
  const response = await fetch(`${clientUrl}/etcdserverpb.KV/Txn`, {
    method: "POST",
    client,
    headers: { "content-type": "application/grpc", te: "trailers" },
    body: encodePuts({ firstKey, count, value }),
  });
  await response.bytes();
  const status = response.headers.get("grpc-status");
  if (status !== null && status !== "0") {
    throw new Error(`Cannot put keys: gRPC status ${status}`);
  }
}
