import { type LogLine, withProgress } from "./progress.ts";
import { runCommand } from "./run_command.ts";

/** Which release is fetched, from where, and where its programs go. */
export interface ReleaseArchiveOptions {
  readonly version: string;
  /** What stands in front of `/v<version>/<file>`. */
  readonly releaseUrl: string;
  readonly outputDirectory: string;
  /**
   * How long an answer may take to begin: a place that cannot be reached
   * must not hold up the next way.
   *
   * @default {3000}
   */
  readonly connectTimeoutMs?: number;
  readonly log: LogLine;
}

/** Where etcd's releases are published. */
export const OFFICIAL_RELEASE_URL =
  "https://github.com/etcd-io/etcd/releases/download";

/** An archive has 20 MB; a slow line still gets it in this time. */
const DOWNLOAD_TIMEOUT_MS = 600_000;

/** Fetches a release, checks it against its own checksums and unpacks it. */
export async function unpackReleaseArchive(
  options: ReleaseArchiveOptions,
): Promise<void> {
  const { version, releaseUrl, outputDirectory, log } = options;
  const { connectTimeoutMs = 3_000 } = options;
  const folder = `etcd-v${version}-${platformOf(Deno.build)}`;
  const file = `${folder}.tar.gz`;
  const base = `${releaseUrl}/v${version}`;
  const sums = new TextDecoder().decode(
    await download(`${base}/SHA256SUMS`, connectTimeoutMs),
  );
  const wanted = checksumOf(sums, file);
  const archive = await withProgress(
    `Downloading ${file}`,
    log,
    () => download(`${base}/${file}`, connectTimeoutMs),
  );
  const actual = toHex(await crypto.subtle.digest("SHA-256", archive));
  if (actual !== wanted) {
    throw new Error(
      `Cannot accept ${file}: its SHA-256 is ${actual}, the release says ${wanted}`,
    );
  }
  const path = `${outputDirectory}/${file}`;
  await Deno.writeFile(path, archive);
  await runCommand("tar", [
    "--extract",
    "--gzip",
    "--file",
    path,
    "--directory",
    outputDirectory,
    "--strip-components=1",
    "--no-same-owner",
  ]);
  await Deno.remove(path);
}

function platformOf({ os, arch }: typeof Deno.build): string {
  if (os !== "linux") throw new Error(`no archive is unpacked on ${os}`);
  return `linux-${arch === "x86_64" ? "amd64" : "arm64"}`;
}

/** Gets a whole body, with a short limit on the time until it begins. */
async function download(
  url: string,
  connectTimeoutMs: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const connect = new AbortController();
  const timer = setTimeout(
    () => connect.abort(new Error(`no answer within ${connectTimeoutMs} ms`)),
    connectTimeoutMs,
  );
  const signal = AbortSignal.any([
    connect.signal,
    AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
  ]);
  try {
    const response = await fetch(url, { signal });
    clearTimeout(timer);
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`the answer is ${response.status}`);
    }
    return await response.bytes();
  } catch (error) {
    const { message, cause } = error as Error;
    const detail = cause instanceof Error ? ` (${cause.message})` : "";
    throw new Error(`Cannot download ${url}: ${message}${detail}`, {
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

function checksumOf(sums: string, file: string): string {
  for (const line of sums.split("\n")) {
    const [checksum, name] = line.trim().split(/\s+/);
    if (name === file && checksum !== undefined) return checksum;
  }
  throw new Error(`Cannot check ${file}: the release's SHA256SUMS lacks it`);
}

function toHex(buffer: ArrayBuffer): string {
  return new Uint8Array(buffer).toHex();
}
