import { assert, assertEquals } from "@std/assert";
import { createCa, writeKeyPair } from "../support/certificates.ts";
import { freePort } from "../support/free_ports.ts";
import { programCommand } from "../support/program.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

/** Deno itself needs about 25. */
const OPEN_FILES = 64;
const CLIENTS = 100;
/** What a stalled client has sent: each fills another part of the server. */
const STALLS = [
  { scheme: "http", what: "half a request", start: "GET /" },
  { scheme: "https", what: "half a handshake", start: "\x16" },
  { scheme: "https", what: "nothing", start: "" },
];

for (const { scheme, what, start } of STALLS) {
  Deno.test(`startHttpServer() answers over ${scheme} again after too many clients that send ${what}`, async () => {
    await using dir = await tempDir();
    const ca = await createCa("test");
    const pair = await ca.issue({ commonName: "etcd" });
    const { certFile, keyFile } = await writeKeyPair(dir.path, "etcd", pair);
    const port = freePort();
    await using server = await startServer([
      String(port),
      ...(scheme === "https" ? [certFile, keyFile] : []),
    ]);
    const url = `${scheme}://localhost:${port}/readyz`;
    const isAnswered = async () => await getStatus(url, ca.certPem) === 200;
    await until("an answer", isAnswered);

    const clients: Deno.Conn[] = [];
    // Nobody can be served then, and it has to stay that way for a while.
    await until("no answer", async () => {
      clients.push(...await connectMany(port, new TextEncoder().encode(start)));
      return !await isAnswered();
    });
    const ticks = await server.cpuTicks();
    const sinceMs = Date.now();
    await until("a second to pass", () => Date.now() - sinceMs > 1000);
    const spent = await server.cpuTicks() - ticks;
    assert(spent < 50, `${spent} hundredths of a second of processor time`);

    for (const client of clients) client.close();
    await until("an answer", isAnswered);
    assertEquals(await server.stop(), { code: 0, last: "ended" });
  });
}

/** Connects until the server takes no more, and keeps the connections. */
async function connectMany(
  port: number,
  start: Uint8Array<ArrayBuffer>,
): Promise<Deno.Conn[]> {
  const clients: Deno.Conn[] = [];
  try {
    while (clients.length < CLIENTS) {
      const client = await Deno.connect({ hostname: "127.0.0.1", port });
      await client.write(start).catch(() => {});
      clients.push(client);
    }
  } catch (error) {
    // A server that failed has closed its socket, also on who waited there.
    const isClosed = error instanceof Deno.errors.ConnectionRefused ||
      error instanceof Deno.errors.ConnectionReset;
    if (!isClosed) throw error;
  }
  return clients;
}

/** One request on a connection of its own; 0 when there is no answer. */
async function getStatus(url: string, caPem: string): Promise<number> {
  using client = Deno.createHttpClient({ caCerts: [caPem] });
  try {
    const signal = AbortSignal.timeout(500);
    const response = await fetch(url, { client, signal });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}

interface LimitedServer extends AsyncDisposable {
  /** Processor time so far, in hundredths of a second. */
  readonly cpuTicks: () => Promise<number>;
  /** Asks it to end; gives its exit code and the last line it wrote. */
  readonly stop: () => Promise<{ code: number; last: string | undefined }>;
}

/** Runs the server in a process that may open few files. */
async function startServer(args: readonly string[]): Promise<LimitedServer> {
  const child = new Deno.Command("sh", {
    args: [
      "-c",
      `ulimit -n ${OPEN_FILES} && exec "$@"`,
      "sh",
      ...programCommand("http_server.ts", { args }),
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  let output = "";
  const reading = (async () => {
    const text = child.stdout.pipeThrough(new TextDecoderStream());
    for await (const chunk of text) output += chunk;
  })();
  let ending: Promise<Deno.CommandStatus> | undefined;
  async function end(): Promise<Deno.CommandStatus> {
    await child.stdin.close();
    const status = await child.status;
    await reading;
    return status;
  }
  const server: LimitedServer = {
    async cpuTicks() {
      const stat = await Deno.readTextFile(`/proc/${child.pid}/stat`);
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return Number(fields[11]) + Number(fields[12]);
    },
    async stop() {
      const { code } = await (ending ??= end());
      return { code, last: output.trimEnd().split("\n").at(-1) };
    },
    async [Symbol.asyncDispose]() {
      await (ending ??= end());
    },
  };
  try {
    await until("the server", () => output.includes("ready\n"));
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}
