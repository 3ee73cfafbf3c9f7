import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { type EtcdLine, PINNED_VERSIONS } from "../support/etcd/etcd_line.ts";
import { WrongChoiceError } from "../support/etcd/first_way.ts";
import {
  provisionEtcd,
  type ProvisionOptions,
  provisionTool,
} from "../support/etcd/provision.ts";
import { serveRelease } from "./release_server.ts";
import { writeEtcd } from "./script.ts";
import { makeTempDir, type TempDir } from "./temp_dir.ts";

/** A place that refuses connections at once. */
const UNREACHABLE = "http://127.0.0.1:1";

const PINNED = PINNED_VERSIONS["3.5"];

/** A machine with nothing on it. */
function bare(temp: TempDir): ProvisionOptions & { cacheDirectory: string } {
  return {
    cacheDirectory: `${temp.path}/cache`,
    releaseUrl: UNREACHABLE,
    env: { PATH: "" },
  };
}

Deno.test("provisionEtcd() goes by argument, variables, PATH, cache and release", async () => {
  await using temp = await makeTempDir();
  await using server = await serveRelease(PINNED);
  const path = await writeEtcd(`${temp.path}/argument/etcd`, "3.5.1");
  const exact = await writeEtcd(`${temp.path}/exact/etcd`, "3.5.2");
  const general = await writeEtcd(`${temp.path}/general/etcd`, "3.5.3");
  const onPath = await writeEtcd(`${temp.path}/bin/etcd`, "3.5.4");
  const other = await writeEtcd(`${temp.path}/other/etcd`, "3.6.1");
  const all = { ETCD_BIN_3_5: exact, ETCD_BIN: general };
  const PATH = `${temp.path}/none:${temp.path}/bin`;
  const options = { ...bare(temp), releaseUrl: server.url };
  const take = (more: ProvisionOptions) =>
    provisionEtcd("3.5", { ...options, ...more });

  assertEquals(await take({ path, env: { ...all, PATH } }), path);
  assertEquals(await take({ env: { ...all, PATH } }), exact);
  assertEquals(await take({ env: { ETCD_BIN: general, PATH } }), general);
  assertEquals(await take({ env: { ETCD_BIN: other, PATH } }), onPath);
  assertEquals(server.requests, []);

  const installed = `${options.cacheDirectory}/etcd/${PINNED}/etcd`;
  const elsewhere = { PATH: `${temp.path}/other` };
  assertEquals(await take({ env: elsewhere }), installed);
  assertEquals(server.requests.length, 2);
  assertEquals(await take({ env: elsewhere }), installed);
  assertEquals(server.requests.length, 2, "the copy is not fetched again");
});

Deno.test("provisionEtcd() replaces a cached copy that does not run", async () => {
  await using temp = await makeTempDir();
  await using server = await serveRelease(PINNED);
  const options = { ...bare(temp), releaseUrl: server.url };
  const installed = `${options.cacheDirectory}/etcd/${PINNED}/etcd`;
  await writeEtcd(installed, "nothing");
  assertEquals(await provisionEtcd("3.5", options), installed);
  assertEquals(server.requests.length, 2);
});

Deno.test("provisionEtcd() does not install a release that is another version", async () => {
  await using temp = await makeTempDir();
  // The release of 3.6 in the place of that of 3.5.
  const version = PINNED_VERSIONS["3.6"];
  await using server = await serveRelease(PINNED, undefined, version);
  await assertRejects(
    () => provisionEtcd("3.5", { ...bare(temp), releaseUrl: server.url }),
    Error,
    `etcd is ${version}`,
  );
});

for (const [name, version] of [["wrong line", "3.6.1"], ["no etcd", "x"]]) {
  Deno.test(`provisionEtcd() insists on what was named for the line: ${name}`, async () => {
    await using temp = await makeTempDir();
    const path = await writeEtcd(`${temp.path}/etcd`, version ?? "");
    const onPath = await writeEtcd(`${temp.path}/bin/etcd`, PINNED);
    const PATH = onPath.replace("/etcd", "");
    await assertRejects(
      () => provisionEtcd("3.5", { ...bare(temp), path, env: { PATH } }),
      WrongChoiceError,
      "Cannot use --etcd-path",
    );
    await assertRejects(
      () =>
        provisionEtcd("3.5", {
          ...bare(temp),
          env: { PATH, ETCD_BIN_3_5: path },
        }),
      WrongChoiceError,
      "Cannot use ETCD_BIN_3_5",
    );
  });
}

const LAST_WAYS: readonly (readonly [EtcdLine, string])[] = [
  ["3.4", "Debian's packages: there is no apt-get"],
  ["3.5", "Go build of the pinned module: there is no Go toolchain"],
];

for (const [line, lastWay] of LAST_WAYS) {
  Deno.test(`provisionEtcd() names all ways and why each failed: ${line}`, async () => {
    await using temp = await makeTempDir();
    const error = await assertRejects(
      () => provisionEtcd(line, bare(temp)),
      Error,
      `Cannot provide etcd of line ${line}`,
    );
    for (
      const way of [
        `variable ETCD_BIN_${line.replace(".", "_")}: it is not set`,
        "variable ETCD_BIN: it is not set",
        "PATH: there is no etcd",
        "cached copy: ",
        "official release archive: Cannot download http://127.0.0.1:1/",
        lastWay,
      ]
    ) assertStringIncludes(error.message, way);
  });
}

Deno.test("provisionTool() says that line 3.4 has no etcdutl", async () => {
  await assertRejects(
    () => provisionTool("etcdutl", "3.4"),
    Error,
    "it begins with 3.5",
  );
});
