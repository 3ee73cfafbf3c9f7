import { assert, assertEquals } from "@std/assert";
import { hasFirstEntries } from "../../lib/etcd/wal_head.ts";
import { startBareEtcd } from "../support/bare_etcd.ts";
import { truncateWal } from "../support/damage.ts";
import { freePorts } from "../support/free_ports.ts";
import { memberConfig } from "../support/member_config.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { tempDir } from "../support/temp_dir.ts";

for (const line of ["3.4", "3.5", "3.6"] as const) {
  Deno.test(`hasFirstEntries() sees the first entries of etcd ${line} and that they are missing`, async () => {
    await using dir = await tempDir();
    const etcd = await provisionEtcd(line);
    const [clientPort = 0, peerPort = 0] = freePorts(2);
    const dataDir = `${dir.path}/data`;
    const walDir = `${dataDir}/member/wal`;
    assert(!await hasFirstEntries(walDir));
    const config = memberConfig({ dataDir, clientPort, peerPort, fast: true });
    const options = { etcd, config, workDir: dir.path };
    await using member = await startBareEtcd(options);
    assert(await hasFirstEntries(walDir));
    await member.stop();
    await truncateWal(dataDir);
    assert(!await hasFirstEntries(walDir));
  });
}

Deno.test("hasFirstEntries() takes a log of several files for one with entries", async () => {
  await using dir = await tempDir();
  await Deno.writeTextFile(`${dir.path}/0.tmp`, "");
  await Deno.writeTextFile(`${dir.path}/0.wal`, "");
  assertEquals(await hasFirstEntries(dir.path), false);
  await Deno.writeTextFile(`${dir.path}/1.wal`, "");
  assertEquals(await hasFirstEntries(dir.path), true);
});
