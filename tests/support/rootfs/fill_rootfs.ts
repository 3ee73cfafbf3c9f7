import { runCommand } from "../etcd/run_command.ts";
import { DATA_VOLUME, DEVICES, NONROOT, NONROOT_HOME } from "./rootfs_paths.ts";

const TEXT_FILES: Readonly<Record<string, string>> = {
  "/etc/passwd": "root:x:0:0:root:/root:/sbin/nologin\n" +
    "nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n" +
    `nonroot:x:${NONROOT}:${NONROOT}:nonroot:${NONROOT_HOME}:/sbin/nologin\n`,
  "/etc/group": `root:x:0:\nnobody:x:65534:\nnonroot:x:${NONROOT}:\n`,
  "/etc/nsswitch.conf": "hosts: files dns\n",
  "/etc/hosts": "127.0.0.1 localhost\n::1 localhost\n",
};

/** Folders with their modes; the ones of `nonroot` are given to it. */
const FOLDERS: readonly (readonly [string, number, number])[] = [
  ["/dev", 0o755, 0],
  ["/etc", 0o755, 0],
  ["/home", 0o755, 0],
  [NONROOT_HOME, 0o700, NONROOT],
  ["/proc", 0o555, 0],
  ["/root", 0o700, 0],
  ["/tmp", 0o1777, 0],
  ["/var/etcd", 0o755, 0],
  [DATA_VOLUME, 0o770, NONROOT],
  ["/var/etcdbr", 0o755, 0],
];

/** From packages of the base image that are data only. */
const SHARED_DATA = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/usr/share/zoneinfo",
];

/** Loaded by name at run time, so that no program's needs list them. */
const NAME_SERVICE_REGEXP = /^lib(nss_(dns|files)|resolv)\.so\.2$/;

/** Fills an empty folder with the base image's files, the program and etcd. */
export async function fillRootfs(
  root: string,
  programs: { readonly program: string; readonly etcd: string },
): Promise<void> {
  for (const [folder, mode, owner] of FOLDERS) {
    await Deno.mkdir(root + folder, { recursive: true });
    await Deno.chmod(root + folder, mode);
    await Deno.chown(root + folder, owner, owner);
  }
  await Deno.chmod(root, 0o755);
  for (const [path, text] of Object.entries(TEXT_FILES)) {
    await Deno.writeTextFile(root + path, text);
  }
  for (const path of DEVICES) await Deno.writeTextFile(root + path, "");
  for (const path of SHARED_DATA) await copyWithParents(path, root);
  for (const path of await libraries(programs.program)) {
    await copyWithParents(path, root);
  }
  await Deno.copyFile(programs.program, `${root}/etcd-wrapper`);
  await Deno.copyFile(programs.etcd, `${root}/etcd`);
  await Deno.chmod(`${root}/etcd-wrapper`, 0o755);
  await Deno.chmod(`${root}/etcd`, 0o755);
}

/** The loader and the libraries that a program needs, and glibc's resolver. */
async function libraries(program: string): Promise<string[]> {
  const needed = (await runCommand("ldd", [program])).matchAll(/\/\S+/g);
  const paths = [...needed].map(([path]) => path).filter((path) =>
    path !== program && !path.startsWith(`${program}:`)
  );
  const libc = paths.find((path) => path.endsWith("/libc.so.6"));
  if (libc === undefined) {
    throw new Error(
      `Cannot build a root directory: ${program} is not of glibc`,
    );
  }
  const folder = libc.slice(0, libc.lastIndexOf("/"));
  for await (const { name } of Deno.readDir(folder)) {
    if (NAME_SERVICE_REGEXP.test(name)) paths.push(`${folder}/${name}`);
  }
  return paths;
}

/** Copies a file or a tree to the same place, links followed. */
async function copyWithParents(path: string, root: string): Promise<void> {
  const parent = root + path.slice(0, path.lastIndexOf("/"));
  await Deno.mkdir(parent, { recursive: true });
  await runCommand("cp", ["--recursive", "--dereference", path, parent]);
}
