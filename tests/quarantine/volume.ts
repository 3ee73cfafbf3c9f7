import { fromFileUrl } from "@std/path/from-file-url";
import { tempDir } from "../support/temp_dir.ts";

/** A volume with a member's files, which are just texts. */
export interface Volume extends AsyncDisposable {
  readonly path: string;
  readonly dataDir: string;
  readonly walDir: string;
  /** All files of the volume with their content, reports left out. */
  readonly files: () => Promise<Record<string, string>>;
}

const FILES = ["member/snap/db", "member/snap/1.snap", "member/wal/0.wal"];

/** Creates a volume; with `walDir` the log is a directory of its own. */
export async function createVolume(
  options: { readonly ownWalDir?: boolean } = {},
): Promise<Volume> {
  const dir = await tempDir();
  const dataDir = `${dir.path}/new.etcd`;
  const walDir = options.ownWalDir ? `${dir.path}/wal` : "";
  await fillMember(dataDir, "first");
  if (walDir !== "") {
    await Deno.mkdir(walDir);
    await Deno.writeTextFile(`${walDir}/1.wal`, "log");
  }
  return {
    path: dir.path,
    dataDir,
    walDir,
    files: () => readFiles(dir.path),
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

/** Creates the files of a member. */
export async function fillMember(
  dataDir: string,
  content: string,
): Promise<void> {
  for (const name of FILES) {
    const path = `${dataDir}/${name}`;
    await Deno.mkdir(path.replace(/\/[^/]+$/, ""), { recursive: true });
    await Deno.writeTextFile(path, `${content} ${name}`);
  }
}

/** Runs one thing of the quarantine; with `killAt` it is killed there. */
export async function runQuarantine(
  what: "move" | "finish" | "prune" | "repair",
  args: readonly [dataDir: string, walDir?: string],
  killAt = 0,
): Promise<{ readonly wasKilled: boolean; readonly calls: number }> {
  const [dataDir, walDir = ""] = args;
  const program = fromFileUrl(
    new URL("../programs/quarantine.ts", import.meta.url),
  );
  const { signal, stdout, stderr, success } = await new Deno.Command(
    Deno.execPath(),
    {
      args: [
        "run",
        "-A",
        "--no-check",
        program,
        what,
        dataDir,
        walDir,
        String(killAt),
      ],
    },
  ).output();
  const wasKilled = signal === "SIGKILL";
  if (!wasKilled && !success) throw new Error(new TextDecoder().decode(stderr));
  return { wasKilled, calls: Number(new TextDecoder().decode(stdout)) };
}

async function readFiles(dir: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(dir)) {
    const path = `${dir}/${name}`;
    if (isDirectory) {
      for (const [key, text] of Object.entries(await readFiles(path))) {
        files[`${name}/${key}`] = text;
      }
    } else if (name !== "report.json" && !name.startsWith(".etcd-")) {
      files[name] = await Deno.readTextFile(path);
    }
  }
  return files;
}
