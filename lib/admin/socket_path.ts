import denoConfig from "../../deno.json" with { type: "json" };

/** Where the socket is, or why there can be none. */
export type SocketPath =
  | { readonly path: string; readonly problem?: undefined }
  | { readonly path?: undefined; readonly problem: string };

/** The kernel's limit for the address of a Unix socket. */
const MAX_PATH_BYTES = 107;

/**
 * The path of the admin socket by the flag: relative to the data volume's
 * directory; undefined when it is switched off.
 */
export function socketPath(
  flag: string,
  dataVolumeDir: string,
): SocketPath | undefined {
  if (flag === "") return undefined;
  const path = flag.startsWith("/") ? flag : `${dataVolumeDir}/${flag}`;
  const sizeBytes = new TextEncoder().encode(path).length;
  if (sizeBytes <= MAX_PATH_BYTES) return { path };
  const roots = denoConfig.permissions.default.write.join(", ");
  return {
    problem: `the path "${path}" has ${sizeBytes} bytes and a Unix socket's ` +
      `may have ${MAX_PATH_BYTES}: give a shorter --admin-socket below ${roots}`,
  };
}
