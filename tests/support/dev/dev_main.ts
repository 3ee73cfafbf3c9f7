import { fromFileUrl } from "@std/path/from-file-url";
import { provisionEtcd } from "../etcd/provision.ts";
import { freePort } from "../free_ports.ts";
import { memberConfig } from "../member_config.ts";
import { startStandInSidecar } from "../stand_in_sidecar.ts";
import { until } from "../until.ts";
import { denoDir, wrapperCommand } from "../wrapper_process.ts";

const DIR = fromFileUrl(new URL("../../../.dev", import.meta.url));

const WITH_SIDECAR = "--with-sidecar";

/*
 * Runs the program as in a pod, without root: provisions etcd and starts the
 * wrapper on a configuration file, or with `--with-sidecar` beside a stand-in
 * for the sidecar. Data stays in .dev/ between runs. Other flags behind the
 * task's name go to the wrapper.
 */
async function main(args: readonly string[]): Promise<number> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => stop.abort());
  }
  say("getting etcd (the first time this can take a minute)");
  const etcd = await provisionEtcd("3.5", { log: say });
  say(`etcd is ${etcd}`);
  const ports = {
    client: defaultOrFree(2379),
    peer: defaultOrFree(2380),
    wrapper: defaultOrFree(9095),
  };
  const paths = { home: `${DIR}/home`, data: `${DIR}/data` };
  for (const path of Object.values(paths)) {
    await Deno.mkdir(path, { recursive: true });
  }
  const config = memberConfig({
    dataDir: `${paths.data}/new.etcd`,
    clientPort: ports.client,
    peerPort: ports.peer,
    extra: { "log-level": "warn" },
  });
  await using source = args.includes(WITH_SIDECAR)
    ? await startSidecar(config)
    : await writeConfig(config);
  const [program = "", ...command] = wrapperCommand({
    home: paths.home,
    dirs: [DIR],
    etcd,
  });
  const wrapper = new Deno.Command(program, {
    args: [
      ...command,
      "start-etcd",
      ...source.flags,
      `--data-volume-dir=${paths.data}`,
      `--etcd-client-port=${ports.client}`,
      `--etcd-path=${etcd}`,
      `--etcd-wrapper-port=${ports.wrapper}`,
      "--log-format=text",
      ...args.filter((arg) => arg !== WITH_SIDECAR),
    ],
    env: { HOME: paths.home, DENO_DIR: denoDir(), POD_NAMESPACE: "dev" },
    stdin: "null",
  }).spawn();
  stop.signal.addEventListener("abort", () => wrapper.kill("SIGTERM"));
  void explain(ports, source.line, wrapper.status);
  const { code } = await wrapper.status;
  say(`the wrapper has ended with exit code ${code}`);
  return code;
}

/** Where the wrapper gets etcd's configuration. */
interface Source extends AsyncDisposable {
  readonly flags: readonly string[];
  /** What to say about it. */
  readonly line: string;
}

async function startSidecar(config: string): Promise<Source> {
  const sidecar = await startStandInSidecar({
    config,
    log: (line) => say(`sidecar: ${line}`),
  });
  return {
    flags: [`--backup-restore-host-port=${sidecar.hostPort}`],
    line: `sidecar    ${sidecar.url} (stand-in)`,
    [Symbol.asyncDispose]: () => sidecar[Symbol.asyncDispose](),
  };
}

async function writeConfig(config: string): Promise<Source> {
  const path = `${DIR}/etcd.yaml`;
  await Deno.writeTextFile(path, config);
  return {
    flags: [`--etcd-config-file=${path}`],
    line: `config     ${path}`,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

interface Ports {
  readonly client: number;
  readonly wrapper: number;
}

/** Says what there is to try as soon as it can be tried. */
async function explain(
  ports: Ports,
  sourceLine: string,
  ended: Promise<Deno.CommandStatus>,
): Promise<void> {
  const readyz = `http://localhost:${ports.wrapper}/readyz`;
  let hasEnded = false;
  void ended.then(() => hasEnded = true);
  const isReady = await until("the member to be ready", async () => {
    if (hasEnded) return "ended";
    const response = await fetch(readyz);
    await response.body?.cancel();
    return response.ok;
  }, { timeoutMs: 120_000, intervalMs: 100 }).catch(() => "never");
  if (isReady !== true) return;
  say(`
  etcd       http://localhost:${ports.client}
  page       http://localhost:${ports.wrapper}/
  readiness  ${readyz}
  stop       curl -X POST http://localhost:${ports.wrapper}/stop
  ${sourceLine}

  try        curl -i ${readyz}
  end        Ctrl-C
`);
}

function defaultOrFree(port: number): number {
  try {
    Deno.listen({ hostname: "0.0.0.0", port }).close();
    return port;
  } catch {
    return freePort();
  }
}

function say(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`dev: ${line}\n`));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
