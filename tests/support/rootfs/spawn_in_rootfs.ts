import { DATA_VOLUME, DEVICES, NONROOT, NONROOT_HOME } from "./rootfs_paths.ts";
import { RootfsProcess } from "./rootfs_process.ts";

/** How the program is started. */
export interface RootfsCommandOptions {
  /** The whole environment, HOME and PATH aside. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default {"inherit"} */
  readonly stdout?: "piped" | "inherit" | "null";
  /** @default {"inherit"} */
  readonly stderr?: "piped" | "inherit" | "null";
}

/**
 * Runs in a mount namespace of its own: makes the tree read-only but for HOME
 * and the data volume, then goes on in a pid namespace of its own.
 */
const ENTER_MOUNTS = `
set -e
root=$1
mount --bind "$root" "$root"
for place in ${NONROOT_HOME} ${DATA_VOLUME} ${DEVICES.join(" ")}; do
  case $place in /dev/*) from=$place ;; *) from=$root$place ;; esac
  mount --bind "$from" "$root$place"
done
mount -o remount,ro,bind "$root"
exec unshare --pid --fork --kill-child sh -c "$2" sh "$@"
`;

/**
 * Is process 1 there, as a pod's pause process is: so the program is not.
 * The program's status is handed on, 128+n for a signal.
 */
const ENTER_PROCESSES = `
root=$1
shift 2
mount -t proc proc "$root/proc" || exit 125
chroot --userspec=${NONROOT}:${NONROOT} --groups= "$root" /etcd-wrapper "$@" &
wait $!
`;

/** The image's PATH, which has no folder that holds `/etcd`. */
const IMAGE_PATH =
  "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Starts the program of a root directory in it. */
export function spawnInRootfs(
  root: string,
  args: readonly string[],
  options: RootfsCommandOptions,
): RootfsProcess {
  const { env = {}, stdout = "inherit", stderr = "inherit" } = options;
  const child = new Deno.Command("unshare", {
    args: ["--mount", "sh", "-c", ENTER_MOUNTS, "sh"]
      .concat(root, ENTER_PROCESSES, args),
    clearEnv: true,
    env: { HOME: NONROOT_HOME, PATH: IMAGE_PATH, ...env },
    cwd: "/",
    stdin: "null",
    stdout,
    stderr,
  }).spawn();
  return new RootfsProcess(child);
}
