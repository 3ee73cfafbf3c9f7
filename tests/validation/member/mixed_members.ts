import { startBareEtcd } from "../../support/bare_etcd.ts";
import type { EtcdLine } from "../../support/etcd/etcd_line.ts";
import { provisionEtcd } from "../../support/etcd/provision.ts";
import { runCommand } from "../../support/etcd/run_command.ts";
import { startMember } from "../../support/running_member.ts";
import { writeLoad } from "../wal/write_load.ts";

/** A stopped member at two moments of its life. */
export interface MixedMember extends AsyncDisposable {
  readonly dir: string;
  /** Where it lives, and what is to be validated and started. */
  readonly dataDir: string;
  readonly config: string;
  /** Copies of the data directory, of an earlier and a later stop. */
  readonly earlier: string;
  readonly later: string;
}

/** Lets a real etcd write, stop, write again and stop. */
export async function createMixedMember(
  line: EtcdLine,
  { token, snapshotCount }: { token: string; snapshotCount: number },
): Promise<MixedMember> {
  const member = await startMember({
    line,
    config: {
      extra: {
        "snapshot-count": snapshotCount,
        "initial-cluster-token": token,
      },
    },
  });
  const { dir } = member;
  const { clientUrl } = member.etcd;
  const dataDir = `${dir}/new.etcd`;
  const load = { clientUrl, valueBytes: 300, writers: 3 };
  await writeLoad({ ...load, count: 70 });
  await member.etcd.stop();
  await copyTree(dataDir, `${dir}/earlier`);
  const config = await Deno.readTextFile(`${dir}/etcd.conf.yaml`);
  {
    const etcd = await provisionEtcd(line);
    const start = { etcd, config, workDir: dir };
    await using again = await startBareEtcd(start);
    await writeLoad({ ...load, count: 90 });
    await again.stop();
  }
  await copyTree(dataDir, `${dir}/later`);
  return {
    dir,
    dataDir,
    config,
    earlier: `${dir}/earlier`,
    later: `${dir}/later`,
    [Symbol.asyncDispose]: () => member[Symbol.asyncDispose](),
  };
}

/** Puts a copy in the place of a file or directory, keeping holes as holes. */
export async function copyTree(from: string, to: string): Promise<void> {
  await removeTree(to);
  await runCommand("cp", ["-a", "--sparse=always", from, to]);
}

/** Removes a file or directory, if it is there. */
export async function removeTree(path: string): Promise<void> {
  await Deno.remove(path, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
