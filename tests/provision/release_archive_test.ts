import { assertEquals, assertRejects } from "@std/assert";
import { programVersion } from "../support/etcd/program_version.ts";
import { unpackReleaseArchive } from "../support/etcd/release_archive.ts";
import { type ReleaseFault, serveRelease } from "./release_server.ts";
import { makeTempDir } from "./temp_dir.ts";

const VERSION = "3.5.35";

async function unpack(
  fault?: ReleaseFault,
  connectTimeoutMs = 5_000,
): Promise<{ version: string; files: string[] }> {
  await using directory = await makeTempDir();
  await using server = await serveRelease(VERSION, fault);
  await unpackReleaseArchive({
    version: VERSION,
    releaseUrl: server.url,
    outputDirectory: directory.path,
    connectTimeoutMs,
    log: () => {},
  });
  const files = await Array.fromAsync(Deno.readDir(directory.path));
  return {
    version: await programVersion(`${directory.path}/etcd`),
    files: files.map(({ name }) => name),
  };
}

Deno.test("unpackReleaseArchive() leaves the programs and nothing else", async () => {
  assertEquals(await unpack(), { version: VERSION, files: ["etcd"] });
});

const FAULTS: readonly (readonly [ReleaseFault, string])[] = [
  ["wrong checksum", "the release says 0000"],
  ["truncated transfer", "Cannot download"],
  ["truncated archive", '"tar" exited with'],
  ["no checksum", "SHA256SUMS lacks it"],
  ["not found", "the answer is 404"],
];

for (const [fault, message] of FAULTS) {
  Deno.test(`unpackReleaseArchive() rejects on: ${fault}`, async () => {
    await assertRejects(() => unpack(fault), Error, message);
  });
}

Deno.test("unpackReleaseArchive() gives up on a server that never answers", async () => {
  await assertRejects(
    () => unpack("silent", 50),
    Error,
    "no answer within 50 ms",
  );
});
