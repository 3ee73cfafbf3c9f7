import { assertEquals, assertStringIncludes } from "@std/assert";
import { EXIT_CODE } from "../../lib/process/exit_code.ts";
import { damageDatabase } from "../support/damage.ts";
import { compileProgram } from "../support/deno_runtime/compile_program.ts";
import { provisionDenort } from "../support/deno_runtime/denort.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { reportLine } from "../support/etcd/terminal.ts";
import { freePorts } from "../support/free_ports.ts";
import { memberConfig } from "../support/member_config.ts";
import { createRootfs, type Rootfs } from "../support/rootfs/rootfs.ts";
import { whyNoRootfs } from "../support/rootfs/rootfs_support.ts";
import { until } from "../support/until.ts";

const ROOT = decodeURIComponent(new URL("../..", import.meta.url).pathname);
const DATA_DIR = "/var/etcd/data/new.etcd";
const CONFIG_DIR = "/var/etcd/config";
const ENV = {
  POD_NAME: "etcd-main-0",
  POD_NAMESPACE: "default",
  ETCD_WRAPPER_TOKEN: "of-the-environment",
};

const decoder = new TextDecoder();
const reason = await whyNoRootfs();

Deno.test({
  name: "image: the compiled program does without the sidecar, and moves " +
    "damaged data aside" +
    (reason === undefined ? "" : ` (skipped: ${reason})`),
  ignore: reason !== undefined,
  fn: async () => {
    const directory = await Deno.makeTempDir();
    try {
      const program = `${directory}/etcd-wrapper`;
      await compileProgram({
        entry: `${ROOT}main.ts`,
        output: program,
        configPath: `${ROOT}deno.json`,
        compiling: await provisionDenort({ log: reportLine }),
        log: reportLine,
      });
      const etcd = await provisionEtcd("3.5", { log: reportLine });
      await using rootfs = await createRootfs({ program, etcd });
      const [clientPort = 0, peerPort = 0, wrapperPort = 0] = freePorts(3);
      await writeConfig(rootfs, clientPort, peerPort);
      const args = [
        "start-etcd",
        `--etcd-config-file=${CONFIG_DIR}/etcd.conf.yaml`,
        "--expand-env",
        `--etcd-client-port=${clientPort}`,
        `--etcd-wrapper-port=${wrapperPort}`,
      ];
      await startAndStop(rootfs, args, wrapperPort);
      await startAndStop(rootfs, args, wrapperPort);
      await damageDatabase(`${rootfs.path}${DATA_DIR}`);
      const { code, stderr } = await rootfs.command(args, { env: ENV })
        .output();
      const log = decoder.decode(stderr);
      assertEquals(code, EXIT_CODE.invalid, log);
      assertStringIncludes(log, "moved the data directory aside");
      const again = ["--on-invalid-data=start-empty"];
      await startAndStop(rootfs, [...args, ...again], wrapperPort);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

/** The form for all members: the pod's name decides. */
async function writeConfig(
  rootfs: Rootfs,
  clientPort: number,
  peerPort: number,
): Promise<void> {
  const name = ENV.POD_NAME;
  const text = memberConfig({
    dataDir: DATA_DIR,
    name: "etcd-config",
    clientPort,
    peerPort,
    cluster: [{ name, peerUrl: `http://127.0.0.1:${peerPort}` }],
    extra: {
      "advertise-client-urls": {
        [name]: [`http://127.0.0.1:${clientPort}`],
      },
      "initial-advertise-peer-urls": {
        [name]: [`http://127.0.0.1:${peerPort}`],
      },
      "initial-cluster-token": "${ETCD_WRAPPER_TOKEN}",
    },
  });
  const directory = `${rootfs.path}${CONFIG_DIR}`;
  await Deno.mkdir(directory, { recursive: true });
  await Deno.writeTextFile(`${directory}/etcd.conf.yaml`, text);
}

async function startAndStop(
  rootfs: Rootfs,
  args: readonly string[],
  wrapperPort: number,
): Promise<void> {
  await using process = rootfs.command(args, {
    env: ENV,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = process.child.output();
  const ended = output.then(({ code, stderr }) => {
    throw new Error(`It ended with ${code}: ${decoder.decode(stderr)}`);
  });
  const ready = until("readiness", async () => {
    const response = await fetch(`http://127.0.0.1:${wrapperPort}/readyz`);
    await response.body?.cancel();
    return response.status === 200;
  }, { timeoutMs: 30_000 });
  // Whichever loses fails later, with nobody waiting for it.
  for (const loser of [ready, ended]) loser.catch(() => {});
  await Promise.race([ready, ended]);
  await process.kill("SIGTERM");
  const { code, stderr } = await output;
  const log = decoder.decode(stderr);
  assertEquals(code, 0, log);
  assertStringIncludes(log, "closed etcd server");
  const written = `${rootfs.path}/home/nonroot/etcd.conf.yaml`;
  assertStringIncludes(
    await Deno.readTextFile(written),
    `"initial-cluster-token": "${ENV.ETCD_WRAPPER_TOKEN}"`,
  );
}
