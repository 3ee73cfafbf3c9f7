import { stringify } from "@std/yaml";
import { reportLine } from "../support/etcd/terminal.ts";
import { createPod, type Pod } from "../support/pod.ts";
import {
  findSidecarObstacle,
  startRealSidecar,
} from "../support/real_sidecar.ts";
import type { BenchOptions } from "./bench_options.ts";
import { largeDatabase } from "./large_database.ts";
import type { Outcome } from "./outcome.ts";
import { dropFromCache, filesBelow, readMs } from "./page_cache.ts";
import { denoRunProgram } from "./programs.ts";
import { median } from "./summary.ts";

/** At most half the time. */
const LIMIT = 0.5;
const LIMIT_MS = 120_000;
const MB = 1024 * 1024;

/** A full validation by the real sidecar, with and without the read-ahead. */
export async function benchReadAhead(
  { runs, databaseMb }: BenchOptions,
): Promise<Outcome> {
  const obstacle = await findSidecarObstacle();
  if (obstacle !== undefined) throw new Error(`the real sidecar ${obstacle}`);
  denoRunProgram().choose();
  const volume = await largeDatabase(databaseMb);
  const files = await filesBelow(`${volume}/new.etcd`);
  const times = {
    without: [] as number[],
    with: [] as number[],
    warm: [] as number[],
    plainRead: [] as number[],
  };
  for (let run = 0; run < runs; run++) {
    reportLine(`round ${run + 1} of ${runs}`);
    await dropFromCache(files);
    times.plainRead.push(await readMs(files));
    times.warm.push(await validationMs(volume, false));
    await dropFromCache(files);
    times.without.push(await validationMs(volume, false));
    await dropFromCache(files);
    times.with.push(await validationMs(volume, true));
  }
  return {
    notes: [
      `database of ${await sizeMb(`${volume}/new.etcd/member/snap`)} MB with ` +
      `values of 1 KB, write-ahead log of ` +
      `${await sizeMb(`${volume}/new.etcd/member/wal`)} MB`,
      "from the start of the validation to its end, as the sidecar logs them; " +
      "cold: dropped from the page cache before",
    ],
    tables: [{
      title: "full validation",
      unit: "ms",
      rows: [
        { name: "cold, --read-ahead=false", values: times.without },
        { name: "cold, --read-ahead=true", values: times.with },
        { name: "warm", values: times.warm },
        {
          name: "no validation: cold read of all files",
          values: times.plainRead,
        },
      ],
    }],
    goals: [{
      name: "cold full validation with the read-ahead against without",
      measured: median(times.with) / median(times.without),
      limit: LIMIT,
      unit: "×",
      digits: 2,
    }],
  };
}

async function validationMs(
  dataVolumeDir: string,
  isReadAheadOn: boolean,
): Promise<number> {
  await using ownPod = await createPod();
  const dataDir = `${dataVolumeDir}/new.etcd`;
  const pod: Pod = { ...ownPod, dataVolumeDir, dataDir };
  await using sidecar = await startRealSidecar(pod, {
    config: sidecarConfig(pod),
  });
  await using _wrapper = pod.start({
    dirs: [pod.dir, dataVolumeDir],
    args: [
      ...sidecar.args,
      `--data-volume-dir=${dataVolumeDir}`,
      `--read-ahead=${isReadAheadOn}`,
    ],
  });
  await sidecar.logged("Validation mode: full", LIMIT_MS);
  const beganMs = performance.now();
  await sidecar.logged("Successfully initialized data directory", LIMIT_MS);
  const tookMs = performance.now() - beganMs;
  // It removes what it finds to be damaged.
  await Deno.stat(`${dataDir}/member/snap/db`);
  return tookMs;
}

/** The ConfigMap's form, as far as the sidecar reads it. */
function sidecarConfig({ dataDir, clientUrl }: Pod): string {
  const name = "etcd-main-0";
  return stringify({
    name,
    "data-dir": dataDir,
    "initial-cluster": `${name}=http://127.0.0.1:2380`,
    "advertise-client-urls": { [name]: [clientUrl] },
    "initial-advertise-peer-urls": { [name]: ["http://127.0.0.1:2380"] },
  });
}

async function sizeMb(dir: string): Promise<number> {
  let bytes = 0;
  for (const path of await filesBelow(dir)) {
    bytes += (await Deno.stat(path)).size;
  }
  return Math.round(bytes / MB);
}
