import { until } from "./until.ts";

/**
 * The command in front of a program that is to have a disk of its own at
 * `path`, whose content is kept in `image`; needs root.
 */
export function withDisk(path: string, image: string): string[] {
  return [
    "unshare",
    "--mount",
    "sh",
    "-c",
    'mount -o loop "$1" "$2" && shift 2 && exec "$@"',
    "sh",
    image,
    path,
  ];
}

/** Creates the image of an empty disk. */
export async function createDisk(image: string, bytes: number): Promise<void> {
  await Deno.writeFile(image, new Uint8Array());
  await Deno.truncate(image, bytes);
  const { success, stderr } = await new Deno.Command("mkfs.ext4", {
    args: ["-q", "-F", image],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

/**
 * Why no such disk can be had here; undefined when it can. Containers often
 * have the programs and the rights, but no loop devices.
 */
export async function findDiskObstacle(): Promise<string | undefined> {
  const dir = await Deno.makeTempDir({ prefix: "disk-" });
  try {
    await createDisk(`${dir}/image`, 16 * 1024 * 1024);
    await Deno.mkdir(`${dir}/mount`);
    const mount = `${dir}/mount`;
    const [command = "", ...args] = withDisk(mount, `${dir}/image`);
    const { success, stderr } = await new Deno.Command(command, {
      args: [
        ...args,
        "sh",
        "-c",
        `fsfreeze -f ${mount} && fsfreeze -u ${mount}`,
      ],
    }).output();
    return success ? undefined : new TextDecoder().decode(stderr).trim();
  } catch (error) {
    return String(error).split("\n")[0];
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/**
 * Makes every write to the disk of a process wait until it is disposed of.
 * It ends too when this process does: what waits cannot even be killed.
 */
export async function freezeDisk(
  pid: number,
  path: string,
): Promise<AsyncDisposable> {
  const place = `/proc/${pid}/root${path}`;
  const child = new Deno.Command("sh", {
    args: [
      "-c",
      'fsfreeze -f "$1" && echo frozen; cat > /dev/null; fsfreeze -u "$1"',
      "sh",
      place,
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let output = "";
  const reading = (async () => {
    const text = child.stdout.pipeThrough(new TextDecoderStream());
    for await (const chunk of text) output += chunk;
  })();
  const disk = {
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await reading;
      const { success } = await child.status;
      if (!success) throw new Error(`Cannot thaw "${place}"`);
    },
  };
  await until("the disk to be frozen", () => output.includes("frozen"));
  return disk;
}
