import { assertEquals } from "@std/assert";
import { askEtcd } from "../config/etcd_verdict.ts";
import { assertRefused } from "../support/config_refusal.ts";
import { createPod, type Pod } from "../support/pod.ts";
import { stopWell } from "../support/stop_well.ts";

const TEN_MEGABYTES = 10 * 1024 * 1024;
const ENCODER = new TextEncoder();

async function bytesOf(...parts: BlobPart[]): Promise<Uint8Array> {
  return await new Blob(parts).bytes();
}

/** A text in UTF-16 behind its byte order mark. */
function utf16(text: string, isLittleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(2 * (text.length + 1));
  const view = new DataView(bytes.buffer);
  [..."\ufeff", ...text].forEach((unit, index) =>
    view.setUint16(2 * index, unit.charCodeAt(0), isLittleEndian)
  );
  return bytes;
}

/** Bytes that are the same at each run and mean nothing. */
function noise(count: number): Uint8Array<ArrayBuffer> {
  let state = 1;
  return new Uint8Array(count).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

async function verdict(pod: Pod, config: Uint8Array): Promise<string> {
  const { etcd, dir: directory } = pod;
  const { outcome } = await askEtcd(config, {
    etcd,
    directory,
    isPatient: true,
  });
  return outcome;
}

type Make = (config: string) => Uint8Array | Promise<Uint8Array>;

const ACCEPTED: Readonly<Record<string, Make>> = {
  "a byte order mark": (config) => ENCODER.encode(`\ufeff${config}`),
  "UTF-16, little endian": (config) => utf16(config, true),
  "UTF-16, big endian": (config) => utf16(config, false),
  "10 MB of comments": (config) =>
    bytesOf(config, `# ${"no word ".repeat(8)}\n`.repeat(TEN_MEGABYTES / 67)),
  "an unknown key of 10 MB": (config) =>
    bytesOf(config, "something: ", "x".repeat(TEN_MEGABYTES), "\n"),
};

for (const [what, make] of Object.entries(ACCEPTED)) {
  Deno.test(`start-etcd accepts a configuration with ${what} as etcd does`, async () => {
    await using pod = await createPod();
    const config = await make(pod.config());
    assertEquals(await verdict(pod, config), "accepted");
    pod.sidecar.setConfig(config);
    await using wrapper = await pod.startReady();
    const written = await Deno.readFile(`${pod.home}/etcd.conf.yaml`);
    assertEquals(
      await crypto.subtle.digest("SHA-256", written),
      await crypto.subtle.digest("SHA-256", new Uint8Array(config)),
    );
    await stopWell(wrapper);
  });
}

const REFUSED: Readonly<Record<string, Make>> = {
  "10 MB of noise": () => noise(TEN_MEGABYTES),
  "10 MB of zeros": () => new Uint8Array(TEN_MEGABYTES),
  "an error page": () => ENCODER.encode("<html><body>404</body></html>"),
  "a compressed stream": () =>
    bytesOf(new Uint8Array([0x1f, 0x8b, 8]), noise(500)),
  "a NUL in it": (config) => ENCODER.encode(`${config}metrics: "a\0b"\n`),
  "bytes that are not UTF-8": (config) =>
    bytesOf(config, "something: ", new Uint8Array([0xff, 0xfe]), "\n"),
};

for (const [what, make] of Object.entries(REFUSED)) {
  Deno.test(`start-etcd refuses a configuration with ${what} as etcd does`, async () => {
    await using pod = await createPod();
    const config = await make(pod.config());
    assertEquals(await verdict(pod, config), "rejected");
    await assertRefused(pod, config, /./);
  });
}

Deno.test("start-etcd refuses an empty configuration, which has no data-dir", async () => {
  await using pod = await createPod();
  await assertRefused(pod, new Uint8Array(), /data-dir/);
});
