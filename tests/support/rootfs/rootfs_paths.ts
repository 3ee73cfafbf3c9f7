/** The image's user, `nonroot`. */
export const NONROOT = 65532;

/** HOME of that user, from the image's passwd file. */
export const NONROOT_HOME = "/home/nonroot";

/** Where the pod mounts the data volume. */
export const DATA_VOLUME = "/var/etcd/data";

/** Devices that a container runtime provides. */
export const DEVICES: readonly string[] = [
  "/dev/null",
  "/dev/zero",
  "/dev/full",
  "/dev/random",
  "/dev/urandom",
];
