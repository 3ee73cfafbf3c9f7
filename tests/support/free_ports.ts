/*
 * Ports below the range that the kernel gives to outgoing connections: one of
 * those can take a probed port before the program under test listens on it.
 */
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;
const MAX_TRIES = 1_000;

/** Returns a TCP port of the loopback that nothing listens on. */
export function freePort(): number {
  const listener = listenSomewhere();
  listener.close();
  return portOf(listener);
}

/** Returns `count` different TCP ports that nothing listens on. */
export function freePorts(count: number): number[] {
  const listeners: Deno.Listener[] = [];
  try {
    while (listeners.length < count) listeners.push(listenSomewhere());
    return listeners.map(portOf);
  } finally {
    for (const listener of listeners) listener.close();
  }
}

function listenSomewhere(): Deno.Listener {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const port = FIRST_PORT +
      Math.floor(Math.random() * (LAST_PORT - FIRST_PORT + 1));
    try {
      return Deno.listen({ hostname: "127.0.0.1", port });
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
  throw new Error(`Cannot find a free port: ${MAX_TRIES} tries were in use`);
}

function portOf(listener: Deno.Listener): number {
  if (listener.addr.transport !== "tcp") {
    throw new TypeError(`Cannot use a ${listener.addr.transport} address`);
  }
  return listener.addr.port;
}
