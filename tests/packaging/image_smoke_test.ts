import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { compileProgram } from "../support/deno_runtime/compile_program.ts";
import { provisionDenort } from "../support/deno_runtime/denort.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { reportLine } from "../support/etcd/terminal.ts";
import { freePorts } from "../support/free_ports.ts";
import { memberConfig } from "../support/member_config.ts";
import { createRootfs, type Rootfs } from "../support/rootfs/rootfs.ts";
import { whyNoRootfs } from "../support/rootfs/rootfs_support.ts";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";
import { until } from "../support/until.ts";

const ROOT = decodeURIComponent(new URL("../..", import.meta.url).pathname);

const decoder = new TextDecoder();

const reason = await whyNoRootfs();

Deno.test({
  name: "image: the compiled program starts etcd, is ready and stops it" +
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
      // Twice: with an empty volume, and with what the first run left on it.
      await startAndStop(rootfs, "full");
      await startAndStop(rootfs, "sanity");
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});

async function startAndStop(
  rootfs: Rootfs,
  mode: "full" | "sanity",
): Promise<void> {
  const [clientPort = 0, peerPort = 0, wrapperPort = 0] = freePorts(3);
  const dataDir = "/var/etcd/data/new.etcd";
  await using sidecar = await startStandInSidecar({
    config: memberConfig({ dataDir, clientPort, peerPort }),
  });
  await using process = rootfs.command([
    "start-etcd",
    `--backup-restore-host-port=${sidecar.hostPort}`,
    "--backup-restore-tls-enabled=false",
    `--etcd-client-port=${clientPort}`,
    `--etcd-wrapper-port=${wrapperPort}`,
  ], { stdout: "piped", stderr: "piped" }).spawn();
  const output = process.child.output();
  const ended = output.then(({ code, stderr }) => {
    throw new Error(`It ended with ${code}: ${decoder.decode(stderr)}`);
  });
  const ready = until("readiness", async () => {
    const response = await fetch(`http://127.0.0.1:${wrapperPort}/readyz`);
    await response.body?.cancel();
    return response.status === 200;
  });
  // Whichever loses fails later, with nobody waiting for it.
  for (const loser of [ready, ended]) loser.catch(() => {});
  await Promise.race([ready, ended]);
  // These are loaded with the first request only, also from the executable.
  for (const path of ["/", "/page.js", "/page.css", "/metrics", "/status"]) {
    const response = await fetch(`http://127.0.0.1:${wrapperPort}${path}`);
    assertEquals([path, response.status], [path, 200]);
    await response.body?.cancel();
  }
  await runVerbs(rootfs, mode);
  await process.kill("SIGTERM");
  const { code, stderr } = await output;
  const log = decoder.decode(stderr);
  assertEquals(code, 0, log);
  assertEquals(sidecar.initializations, [mode]);
  assertStringIncludes(log, "closed etcd server");
  // Nothing of Deno's own: every line is the program's or etcd's.
  for (const line of log.trimEnd().split("\n")) assertMatch(line, /^\{.*\}$/);
  await checkFile(`${rootfs.path}${dataDir}/member`, 0o700);
  await checkFile(`${rootfs.path}/home/nonroot/etcd.conf.yaml`, 0o600);
}

/** Each verb is loaded and works in the executable, with its grants. */
async function runVerbs(rootfs: Rootfs, name: string): Promise<void> {
  const file = `/var/etcd/data/${name}.db`;
  const verbs: readonly (readonly [string, RegExp])[] = [
    ["status", /^ready +yes\n/],
    ["status --output=json", /"ready": true/],
    ["members", /\netcd-main-0 \* .* leader +healthy/],
    ["alarm list", /^there is no alarm\n$/],
    ["alarm disarm", /^there is no alarm\n$/],
    ["compact --keep=1000", /^nothing to compact/],
    ["defrag --all", /^etcd-main-0 \(leader\): /],
    ["move-leader --to=etcd-main-0", /^etcd-main-0 is the leader already\n/],
    [`snapshot save ${file}`, /\nverified: every page, and sha256 /],
    ["logs level debug", /^debug\n$/],
    ["config explain snapshot-count", /\n {2}flag {8}--snapshot-count\n/],
    ["config lint /home/nonroot/etcd.conf.yaml", /by the rules of etcd 3\./],
    ["completion bash", /\ncomplete -F _etcd_wrapper etcd-wrapper\n$/],
  ];
  for (const [line, expected] of verbs) {
    const { code, stdout, stderr } = await runVerb(rootfs, line.split(" "));
    assertEquals([line, code, stderr], [line, 0, ""]);
    assertMatch(stdout, expected);
  }
  const doctor = await runVerb(rootfs, ["doctor"]);
  // A slow disk is a warning.
  assert([0, 40].includes(doctor.code), doctor.stdout);
  assertMatch(doctor.stderr, /^(?:still looking at .*\n)*$/);
  assertMatch(doctor.stdout, /\nok +certificates +/);
  await checkFile(`${rootfs.path}${file}`, 0o600);
  const outside = await runVerb(rootfs, ["snapshot", "save", "/tmp/snap.db"]);
  assertEquals(outside.code, 1);
  assertMatch(outside.stderr, /may write nothing but below \/var\/etcd, /);
}

async function runVerb(
  rootfs: Rootfs,
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  await using process = rootfs.command(args, {
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const { code, stdout, stderr } = await process.child.output();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

/** A file has its mode and belongs to the image's user. */
async function checkFile(path: string, mode: number): Promise<void> {
  const info = await Deno.stat(path);
  assertEquals([info.uid, (info.mode ?? 0) & 0o777], [65532, mode], path);
}
