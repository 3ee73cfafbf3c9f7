import { createMembership } from "../../lib/membership/create_membership.ts";
import type {
  DataFacts,
  MembershipOptions,
} from "../../lib/membership/membership.ts";
import { MembershipError } from "../../lib/membership/membership_error.ts";
import { createLogger } from "../../lib/log/logger.ts";
import { validateWal } from "../../lib/validation/wal/validate_wal.ts";
import { hasWal } from "../../lib/etcd/has_wal.ts";
import { isAlive } from "../support/is_alive.ts";
import type { MemberConfigOptions } from "../support/member_config.ts";
import { memberConfig } from "../support/member_config.ts";
import { until } from "../support/until.ts";

/*
 * What a wrapper without a sidecar does, as far as the membership is
 * concerned: tells its state, decides, runs etcd and accompanies it.
 */

/** What the program is told by the file that its argument names. */
export interface NodeSettings {
  readonly etcd: string;
  readonly membership:
    & Omit<
      MembershipOptions,
      | "initialCluster"
      | "peerWrapperEndpoints"
      | "logger"
      | "onProgress"
    >
    & {
      readonly initialCluster: [string, string[]][];
      readonly peerWrapperEndpoints: [string, string][];
    };
  readonly config: MemberConfigOptions;
  /** For the server of `/peer-state`, when clients use TLS. */
  readonly serverTls:
    | { readonly certFile: string; readonly keyFile: string }
    | undefined;
}

if (import.meta.main) Deno.exit(await main(Deno.args[0] ?? ""));

async function main(path: string): Promise<number> {
  const settings: NodeSettings = JSON.parse(await Deno.readTextFile(path));
  const logger = createLogger({
    level: "debug",
    format: "json",
    write: (line) =>
      Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`)),
  });
  const { membership: fixed } = settings;
  const membership = await createMembership({
    ...fixed,
    initialCluster: new Map(fixed.initialCluster),
    peerWrapperEndpoints: new Map(fixed.peerWrapperEndpoints),
    logger,
    onProgress: (detail) => logger.debug("progress", { detail }),
  });
  const stop = new AbortController();
  Deno.addSignalListener("SIGTERM", () => stop.abort(new Error("SIGTERM")));
  await using _server = await serve(settings, membership.peerState);
  await killEarlier(settings);
  try {
    const data = await dataFacts(settings, stop.signal);
    const plan = await membership.prepare(data, stop.signal);
    logger.info("plan", { ...plan });
    const child = await spawn(settings, plan);
    const end = new AbortController();
    stop.signal.addEventListener("abort", () => child.kill("SIGTERM"));
    const accompanied = membership.accompany(end.signal);
    void accompanied.then(() => logger.info("accompanied"));
    const status = await child.status;
    end.abort(new Error("etcd ended"));
    await accompanied;
    if (stop.signal.aborted) return 0;
    logger.info("etcd ended by itself", { code: status.code });
    const found = await membership.examineEnd(stop.signal);
    if (found !== undefined) throw found;
    return 1;
  } catch (error) {
    logger.fatal("cannot start", { error });
    return error instanceof MembershipError ? error.exitCode : 1;
  }
}

async function serve(
  { membership: { wrapperPort }, serverTls }: NodeSettings,
  peerState: () => unknown,
): Promise<AsyncDisposable> {
  const tls = serverTls === undefined ? {} : {
    cert: await Deno.readTextFile(serverTls.certFile),
    key: await Deno.readTextFile(serverTls.keyFile),
  };
  return Deno.serve(
    {
      hostname: "127.0.0.1",
      port: wrapperPort,
      onListen: () => {},
      ...tls,
    },
    (request) =>
      new URL(request.url).pathname === "/peer-state"
        ? Response.json(peerState())
        : new Response(null, { status: 404 }),
  );
}

async function dataFacts(
  { membership: { walDir } }: NodeSettings,
  signal: AbortSignal,
): Promise<DataFacts> {
  if (!await hasWal(walDir)) return { state: "absent", identity: undefined };
  const { facts } = await validateWal(walDir, { mode: "sanity", signal });
  return {
    state: "present",
    identity: facts && {
      memberId: facts.memberId.toString(16),
      clusterId: facts.clusterId.toString(16),
    },
  };
}

async function spawn(
  { etcd, config, membership: { volumeDir } }: NodeSettings,
  plan: {
    initialCluster?: string | undefined;
    initialClusterState?: string | undefined;
  },
): Promise<Deno.ChildProcess> {
  const { initialCluster, initialClusterState } = plan;
  const configFile = `${volumeDir}/etcd.conf.yaml`;
  await Deno.writeTextFile(
    configFile,
    memberConfig({
      ...config,
      ...(initialClusterState === undefined
        ? {}
        : { state: initialClusterState }),
      extra: {
        ...config.extra,
        ...(initialCluster === undefined
          ? {}
          : { "initial-cluster": initialCluster }),
      },
    }),
  );
  const child = new Deno.Command(etcd, {
    args: ["--config-file", configFile],
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  await Deno.writeTextFile(pidFile(volumeDir), String(child.pid));
  return child;
}

/** One that is left behind by a program that was killed. */
async function killEarlier(
  { membership: { volumeDir } }: NodeSettings,
): Promise<void> {
  let pid: number;
  try {
    pid = Number(await Deno.readTextFile(pidFile(volumeDir)));
  } catch {
    return;
  }
  if (!isAlive(pid)) return;
  Deno.kill(pid, "SIGKILL");
  await until("the earlier etcd to end", () => !isAlive(pid));
}

function pidFile(volumeDir: string): string {
  return `${volumeDir}/etcd.pid`;
}
