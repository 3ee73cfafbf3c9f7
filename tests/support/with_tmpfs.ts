/**
 * The command in front of a program that is to see a file system of its own
 * at `path`; needs root.
 */
export function withTmpfs(path: string, mountOptions: string): string[] {
  return [
    "unshare",
    "--mount",
    "sh",
    "-c",
    'mount -t tmpfs -o "$1" none "$2" && shift 2 && exec "$@"',
    "sh",
    mountOptions,
    path,
  ];
}
