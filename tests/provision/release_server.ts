import { runCommand } from "../support/etcd/run_command.ts";
import { writeEtcd } from "./script.ts";
import { makeTempDir } from "./temp_dir.ts";

/** What is wrong with a release. */
export type ReleaseFault =
  | "wrong checksum"
  | "truncated transfer"
  | "truncated archive"
  | "no checksum"
  | "not found"
  | "silent";

/** A server of one release, like the official place. */
export interface ReleaseServer extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: readonly string[];
}

/** Serves the release of a version on loopback. */
export async function serveRelease(
  version: string,
  fault?: ReleaseFault,
  versionInside = version,
): Promise<ReleaseServer> {
  const arch = Deno.build.arch === "x86_64" ? "amd64" : "arm64";
  const file = `etcd-v${version}-linux-${arch}.tar.gz`;
  const whole = await makeArchive(versionInside, file);
  const archive = fault === "truncated archive" ? whole.slice(0, -40) : whole;
  const digest = await crypto.subtle.digest("SHA-256", archive);
  const sum = fault === "wrong checksum"
    ? "0".repeat(64)
    : new Uint8Array(digest).toHex();
  const sums = fault === "no checksum" ? "" : `${sum}  ${file}\n`;
  const requests: string[] = [];
  const silence = Promise.withResolvers<Response>();
  const server = Deno.serve({
    port: 0,
    hostname: "127.0.0.1",
    onListen: () => {},
  }, (request) => {
    const { pathname } = new URL(request.url);
    requests.push(pathname);
    if (fault === "silent") return silence.promise;
    if (fault === "not found") return new Response("", { status: 404 });
    if (pathname === `/v${version}/SHA256SUMS`) return new Response(sums);
    if (fault === "truncated transfer") return cutShort(archive);
    return new Response(archive);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      silence.resolve(new Response());
      await server.shutdown();
    },
  };
}

/** Promises a whole body and sends half of it. */
function cutShort(body: Uint8Array<ArrayBuffer>): Response {
  return new Response(
    ReadableStream.from([body.slice(0, body.length / 2)]),
    { headers: { "content-length": String(body.length) } },
  );
}

async function makeArchive(
  version: string,
  file: string,
): Promise<Uint8Array<ArrayBuffer>> {
  await using directory = await makeTempDir();
  const folder = file.replace(".tar.gz", "");
  await writeEtcd(`${directory.path}/${folder}/etcd`, version);
  await runCommand("tar", ["-czf", file, folder], { cwd: directory.path });
  return await Deno.readFile(`${directory.path}/${file}`);
}
