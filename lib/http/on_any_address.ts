/**
 * Listens on all addresses of the host: IPv6 and IPv4, or IPv4 alone on a host
 * without IPv6.
 *
 * @throws {Error} When the port is in use.
 */
export function onAnyAddress<T>(
  port: number,
  listen: (hostname: string) => T,
): T {
  try {
    return listen("::");
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    if (error instanceof Deno.errors.AddrInUse) {
      throw new Error(`Cannot listen on port ${port}: it is in use`, {
        cause: error,
      });
    }
  }
  return listen("0.0.0.0");
}
