import { assert, assertEquals } from "@std/assert";
import { freePort, freePorts } from "../support/free_ports.ts";

Deno.test("freePort() returns a port that can be listened on", () => {
  const port = freePort();
  using listener = Deno.listen({ hostname: "127.0.0.1", port });
  assertEquals((listener.addr as Deno.NetAddr).port, port);
});

Deno.test("freePorts() returns different ports, none of them in use", () => {
  const ports = freePorts(50);
  assertEquals(new Set(ports).size, 50);
  const listeners = ports.map((port) =>
    Deno.listen({ hostname: "127.0.0.1", port })
  );
  for (const listener of listeners) listener.close();
});

Deno.test("freePorts() stays below the ports of outgoing connections", async () => {
  const file = "/proc/sys/net/ipv4/ip_local_port_range";
  const first = Number((await Deno.readTextFile(file)).split(/\s+/)[0]);
  for (const port of freePorts(50)) assert(port < first, `${port} ${first}`);
});
