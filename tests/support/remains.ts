import type { Pod } from "./pod.ts";

/** Lists what a stopped start left behind and should not have. */
export async function findRemains(pod: Pod): Promise<string[]> {
  return [
    ...await findProcesses(pod.dir),
    ...findListeners([pod.clientPort, pod.peerPort, pod.wrapperPort]),
    ...await findLocks(`${pod.dataDir}/member/snap/db`),
    ...await findFiles(pod.home, ["etcd.conf.yaml"]),
    ...await findFiles(pod.dataVolumeDir, [
      "new.etcd",
      "exit_code",
      "last_stop.json",
    ]),
    ...await findHalfWritten(`${pod.home}/etcd.conf.yaml`, [pod.config()]),
    ...await findHalfWritten(pod.exitCodeFile, ["terminated", "interrupt"]),
    ...await findBrokenJson(`${pod.dataVolumeDir}/last_stop.json`),
  ];
}

/** Processes that have the pod's directory on their command line. */
async function findProcesses(dir: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name: pid } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const path = `/proc/${pid}/cmdline`;
    const commandLine = await Deno.readTextFile(path).catch(() => "");
    if (commandLine.includes(dir)) found.push(`process ${pid} ${commandLine}`);
  }
  return found;
}

function findListeners(ports: readonly number[]): string[] {
  return ports.flatMap((port) => {
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return [];
    } catch {
      return [`listener on port ${port}`];
    }
  });
}

async function findLocks(path: string): Promise<string[]> {
  const { ino } = await Deno.stat(path).catch(() => ({ ino: null }));
  if (ino === null) return [];
  const locks = await Deno.readTextFile("/proc/locks");
  return locks.split("\n").filter((line) => line.includes(`:${ino} `))
    .map((line) => `lock on ${path}: ${line}`);
}

async function findFiles(
  dir: string,
  wanted: readonly string[],
): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(dir), ({ name }) => name);
  return names.filter((name) => !wanted.includes(name))
    .map((name) => `file ${dir}/${name}`);
}

async function findHalfWritten(
  path: string,
  contents: readonly string[],
): Promise<string[]> {
  const content = await Deno.readTextFile(path).catch(() => undefined);
  if (content === undefined || contents.includes(content)) return [];
  return [`half-written file ${path}: ${content}`];
}

async function findBrokenJson(path: string): Promise<string[]> {
  const content = await Deno.readTextFile(path).catch(() => undefined);
  if (content === undefined) return [];
  try {
    JSON.parse(content);
    return [];
  } catch {
    return [`half-written file ${path}: ${content}`];
  }
}
