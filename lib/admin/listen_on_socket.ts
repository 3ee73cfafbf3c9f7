import type { Handler } from "../http/handler.ts";

/** For the program's user alone. */
const SOCKET_UMASK = 0o177;

/**
 * Listens on a Unix socket. One that a killed process left behind is replaced;
 * one that is answered on, and what is no socket, stay.
 *
 * @throws {Error} When the path cannot be had.
 */
export async function listenOnSocket(
  path: string,
  handler: Handler,
): Promise<Deno.HttpServer> {
  try {
    return serve(path, handler);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    await removeStale(path);
    return serve(path, handler);
  }
}

function serve(path: string, handler: Handler): Deno.HttpServer {
  const umask = Deno.umask(SOCKET_UMASK);
  try {
    return Deno.serve({ path, onListen() {} }, handler);
  } finally {
    Deno.umask(umask);
  }
}

async function removeStale(path: string): Promise<void> {
  const { isSocket } = await Deno.lstat(path);
  if (isSocket !== true) {
    throw new Error(`Cannot listen on "${path}": it exists and is no socket`);
  }
  if (await isAnswered(path)) {
    throw new Error(
      `Cannot listen on "${path}": another process answers there; does a ` +
        "second etcd-wrapper use this volume?",
    );
  }
  await Deno.remove(path);
}

async function isAnswered(path: string): Promise<boolean> {
  try {
    const connection = await Deno.connect({ transport: "unix", path });
    connection.close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}
