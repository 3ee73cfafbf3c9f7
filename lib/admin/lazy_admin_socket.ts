import { delay } from "@std/async/delay";
import type { AdminSocket, AdminSocketOptions } from "./admin_socket.ts";

/** A start that takes longer than this has time for the socket. */
const LATEST_MS = 500;

/**
 * Starts the admin socket when nothing waits for this program any more: once
 * etcd is on its way, or when the start takes long. Its code is loaded then.
 */
export function startLazyAdminSocket(options: AdminSocketOptions): AdminSocket {
  const stop = new AbortController();
  const ending = new AbortController();
  const starting = options.settings.adminSocket === ""
    ? undefined
    : start(options, { stop, ended: ending.signal });
  return {
    stop: stop.signal,
    async [Symbol.asyncDispose]() {
      ending.abort();
      const socket = await starting;
      await socket?.[Symbol.asyncDispose]();
    },
  };
}

async function start(
  options: AdminSocketOptions,
  { stop, ended }: {
    readonly stop: AbortController;
    readonly ended: AbortSignal;
  },
): Promise<AdminSocket | undefined> {
  await untilThereIsTime(options, ended);
  if (ended.aborted) return undefined;
  const { startAdminSocket } = await import("./admin_socket.ts");
  const socket = startAdminSocket(options);
  socket.stop.addEventListener(
    "abort",
    () => stop.abort(socket.stop.reason),
    { once: true },
  );
  return socket;
}

async function untilThereIsTime(
  { health }: AdminSocketOptions,
  ended: AbortSignal,
): Promise<void> {
  const launched = new AbortController();
  using _watch = health.subscribe(({ phase }) => {
    if (phase.name === "waiting until etcd is ready") launched.abort();
  });
  const signal = AbortSignal.any([launched.signal, ended]);
  await delay(LATEST_MS, { signal }).catch(() => {/* it is time, or over */});
}
