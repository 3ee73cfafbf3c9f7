import { startBareEtcd } from "../support/bare_etcd.ts";
import { CACHE_DIRECTORY } from "../support/etcd/cache_directory.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { reportLine } from "../support/etcd/terminal.ts";
import { freePorts } from "../support/free_ports.ts";
import { memberConfig } from "../support/member_config.ts";
import { pathExists } from "../support/path_exists.ts";
import { encodePuts } from "./put_request.ts";

/** About what an object of Kubernetes takes. */
const VALUE_BYTES = 1024;
const PUTS_PER_TXN = 500;
const PARALLEL_TXNS = 4;
const MB = 1024 * 1024;

/**
 * Gives a data volume with a database of that size at
 * least. It is made once and kept.
 */
export async function largeDatabase(sizeMb: number): Promise<string> {
  const dir = `${CACHE_DIRECTORY}/bench/database-${sizeMb}`;
  if (await pathExists(dir)) return `${dir}/data`;
  const unfinished = `${dir}.part`;
  await Deno.remove(unfinished, { recursive: true }).catch(() => {});
  await Deno.mkdir(`${unfinished}/data`, { recursive: true });
  await fill(unfinished, sizeMb);
  await Deno.rename(unfinished, dir);
  return `${dir}/data`;
}

async function fill(dir: string, sizeMb: number): Promise<void> {
  const [clientPort = 0, peerPort = 0] = freePorts(2);
  const dataDir = `${dir}/data/new.etcd`;
  const config = memberConfig({
    dataDir,
    clientPort,
    peerPort,
    fast: true,
    // Without snapshots all of it would stay in the write-ahead log too.
    extra: { "max-txn-ops": PUTS_PER_TXN, "snapshot-count": 100 },
  });
  const etcd = await provisionEtcd("3.5", { log: reportLine });
  await using member = await startBareEtcd({ etcd, config, workDir: dir });
  using client = Deno.createHttpClient({ http1: false, http2: true });
  let firstKey = 0;
  while (await databaseMb(dataDir) < sizeMb) {
    await Promise.all(Array.from({ length: PARALLEL_TXNS }, putMore));
    reportLine(`Filling a database: ${firstKey} keys`);
  }
  await member.stop();
  // The write-ahead log is cut down to etcd's usual five files at a start.
  await using again = await startBareEtcd({ etcd, config, workDir: dir });
  await again.stop();

  async function putMore(): Promise<void> {
    const body = encodePuts({ firstKey, count: PUTS_PER_TXN, value: value() });
    firstKey += PUTS_PER_TXN;
    const response = await fetch(`${member.clientUrl}/etcdserverpb.KV/Txn`, {
      method: "POST",
      client,
      headers: { "content-type": "application/grpc", te: "trailers" },
      body,
    });
    await response.bytes();
    const status = response.headers.get("grpc-status");
    if (status === null || status === "0") return;
    throw new Error(`Cannot fill a database: gRPC status ${status}`);
  }
}

function value(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(VALUE_BYTES));
}

async function databaseMb(dataDir: string): Promise<number> {
  return (await Deno.stat(`${dataDir}/member/snap/db`)).size / MB;
}
