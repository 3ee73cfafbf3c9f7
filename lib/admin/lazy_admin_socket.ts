import type { AdminSocket, AdminSocketOptions } from "./admin_socket.ts";

/** What {@linkcode startLazyAdminSocket} needs. */
export interface LazyAdminSocketOptions extends AdminSocketOptions {
  /** Settles when there is time to load the code. */
  readonly after: Promise<void>;
}

/**
 * Starts the admin socket once its code is loaded, which the start of a member
 * does not wait for.
 */
export function startLazyAdminSocket(
  options: LazyAdminSocketOptions,
): AdminSocket {
  const ending = Promise.withResolvers<void>();
  const stop = new AbortController();
  const starting = options.settings.adminSocket === ""
    ? undefined
    : start(options, { stop, ended: ending.promise });
  return {
    stop: stop.signal,
    async [Symbol.asyncDispose]() {
      ending.resolve();
      const socket = await starting;
      await socket?.[Symbol.asyncDispose]();
    },
  };
}

async function start(
  options: LazyAdminSocketOptions,
  { stop, ended }: {
    readonly stop: AbortController;
    readonly ended: Promise<void>;
  },
): Promise<AdminSocket | undefined> {
  const isOver = await Promise.race([
    options.after.then(() => false),
    ended.then(() => true),
  ]);
  if (isOver) return undefined;
  const { startAdminSocket } = await import("./admin_socket.ts");
  const socket = startAdminSocket(options);
  socket.stop.addEventListener(
    "abort",
    () => stop.abort(socket.stop.reason),
    { once: true },
  );
  return socket;
}
