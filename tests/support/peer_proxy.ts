/** Hands connections on until it is cut; disposing of it cuts it, too. */
export interface PeerProxy extends Disposable {
  readonly url: string;
  /** Closes all connections and takes no new ones. */
  readonly cut: () => void;
}

/** Starts a proxy in front of a port of the loopback. */
export function startPeerProxy(targetPort: number): PeerProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let isCut = false;

  async function accept(): Promise<void> {
    for await (const client of listener) void relay(client);
  }
  async function relay(client: Deno.Conn): Promise<void> {
    open.add(client);
    try {
      const server = await Deno.connect({
        hostname: "127.0.0.1",
        port: targetPort,
      });
      open.add(server);
      if (isCut) closeAll();
      await Promise.all([
        client.readable.pipeTo(server.writable),
        server.readable.pipeTo(client.writable),
      ]);
    } catch {
      close(client);
    }
  }
  function close(connection: Deno.Conn): void {
    try {
      connection.close();
    } catch {
      // It has been closed already.
    }
  }
  function closeAll(): void {
    open.forEach(close);
    open.clear();
  }
  function cut(): void {
    if (isCut) return;
    isCut = true;
    listener.close();
    closeAll();
  }
  void accept();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    cut,
    [Symbol.dispose]: cut,
  };
}
