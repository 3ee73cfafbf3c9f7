import { fromFileUrl } from "@std/path/from-file-url";
import { provisionEtcd } from "../etcd/provision.ts";
import { freePort } from "../free_ports.ts";
import { memberConfig } from "../member_config.ts";
import { startStandInSidecar } from "../stand_in_sidecar.ts";
import { until } from "../until.ts";
import { denoDir, wrapperCommand } from "../wrapper_process.ts";

const DIR = fromFileUrl(new URL("../../../.dev", import.meta.url));

/*
 * Runs the program as in a pod, without root: provisions etcd, starts the
 * stand-in sidecar and the wrapper. Data stays in .dev/ between runs. Flags
 * behind the task's name go to the wrapper.
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
  await using sidecar = await startStandInSidecar({
    config: memberConfig({
      dataDir: `${paths.data}/new.etcd`,
      clientPort: ports.client,
      peerPort: ports.peer,
      extra: { "log-level": "warn" },
    }),
    log: (line) => say(`sidecar: ${line}`),
  });
  const [program = "", ...command] = wrapperCommand({
    home: paths.home,
    dirs: [DIR],
    etcd,
  });
  const wrapper = new Deno.Command(program, {
    args: [
      ...command,
      "start-etcd",
      `--backup-restore-host-port=${sidecar.hostPort}`,
      `--data-volume-dir=${paths.data}`,
      `--etcd-client-port=${ports.client}`,
      `--etcd-path=${etcd}`,
      `--etcd-wrapper-port=${ports.wrapper}`,
      "--log-format=text",
      ...args,
    ],
    env: { HOME: paths.home, DENO_DIR: denoDir() },
    stdin: "null",
  }).spawn();
  stop.signal.addEventListener("abort", () => wrapper.kill("SIGTERM"));
  void explain(ports, sidecar.url, wrapper.status);
  const { code } = await wrapper.status;
  say(`the wrapper has ended with exit code ${code}`);
  return code;
}

interface Ports {
  readonly client: number;
  readonly wrapper: number;
}

/** Says what there is to try as soon as it can be tried. */
async function explain(
  ports: Ports,
  sidecarUrl: string,
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
  readiness  ${readyz}
  stop       curl -X POST http://localhost:${ports.wrapper}/stop
  sidecar    ${sidecarUrl} (stand-in)

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
