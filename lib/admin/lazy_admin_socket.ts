import type { AdminSocket, AdminSocketOptions } from "./admin_socket.ts";

/**
 * Starts the admin socket once its code is loaded, which the start of a member
 * does not wait for.
 */
export function startLazyAdminSocket(options: AdminSocketOptions): AdminSocket {
  const stop = new AbortController();
  const starting = options.settings.adminSocket === ""
    ? undefined
    : start(options, stop);
  return {
    stop: stop.signal,
    async [Symbol.asyncDispose]() {
      const socket = await starting;
      await socket?.[Symbol.asyncDispose]();
    },
  };
}

async function start(
  options: AdminSocketOptions,
  stop: AbortController,
): Promise<AdminSocket> {
  const { startAdminSocket } = await import("./admin_socket.ts");
  const socket = startAdminSocket(options);
  socket.stop.addEventListener(
    "abort",
    () => stop.abort(socket.stop.reason),
    { once: true },
  );
  return socket;
}
