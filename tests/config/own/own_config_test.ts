import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../../../lib/config/config_error.ts";
import { parseEtcdConfig } from "../../../lib/config/etcd_config.ts";
import {
  type OwnConfigOptions,
  resolveOwnConfig,
} from "../../../lib/config/own/own_config.ts";
import { YAML_ONLY } from "../yaml_permissions.ts";

const PURE = YAML_ONLY;
const VERSION = { major: 3, minor: 5, patch: 35 };
const NAMES: OwnConfigOptions = {
  memberName: "",
  podName: "etcd-main-1",
  hostName: "host",
  lookUp: undefined,
};

const DRUID = `# what etcd-druid writes
advertise-client-urls:
  etcd-main-0:
  - http://etcd-main-0.peer:2379
  etcd-main-1:
  - http://etcd-main-1.peer:2379
  - http://127.0.0.1:2379
data-dir: /var/etcd/data/new.etcd
initial-advertise-peer-urls:
  etcd-main-0: [http://etcd-main-0.peer:2380]
  etcd-main-1: [http://etcd-main-1.peer:2380]
initial-cluster: etcd-main-0=http://etcd-main-0.peer:2380,etcd-main-1=http://etcd-main-1.peer:2380
name: etcd-config
next-cluster-version-compatible: true # etcd does not know it
quota-backend-bytes: 8589934592
`;

function resolve(text: string, options: Partial<OwnConfigOptions> = {}) {
  const file = new TextEncoder().encode(text);
  return resolveOwnConfig(file, { ...NAMES, ...options });
}

async function etcdConfigOf(text: string, options = {}) {
  const { source } = await resolve(text, options);
  return await parseEtcdConfig(source, { etcdVersion: VERSION });
}

async function problemsOf(text: string, options = {}) {
  const error = await assertRejects(() => resolve(text, options), ConfigError);
  return (error as ConfigError).problems;
}

function variables(values: Record<string, string>) {
  return { lookUp: (name: string) => values[name] };
}

Deno.test(
  "resolveOwnConfig() resolves etcd-druid's form as the sidecar does",
  PURE,
  async () => {
    const config = await etcdConfigOf(DRUID);
    assertEquals(config.name, "etcd-main-1");
    assertEquals(config.advertiseClientUrls, [
      "http://etcd-main-1.peer:2379",
      "http://127.0.0.1:2379",
    ]);
    assertEquals(config.initialAdvertisePeerUrls, [
      "http://etcd-main-1.peer:2380",
    ]);
    assertEquals(config.quotaBackendBytes, 8_589_934_592);
    assertEquals(config.settings["next-cluster-version-compatible"], true);
  },
);

Deno.test(
  "resolveOwnConfig() knows the client URLs of all members",
  PURE,
  async () => {
    const { clientUrls } = await resolve(DRUID);
    assertEquals([...clientUrls], [
      ["etcd-main-0", ["http://etcd-main-0.peer:2379"]],
      ["etcd-main-1", [
        "http://etcd-main-1.peer:2379",
        "http://127.0.0.1:2379",
      ]],
    ]);
  },
);

Deno.test(
  "resolveOwnConfig() puts the prefix in front of the pod's name",
  PURE,
  async () => {
    const text = `member-name-prefix: a\n${
      DRUID.replaceAll("etcd-main-1", "a-etcd-main-1")
    }`;
    const { settings } = await resolve(text);
    assertEquals(settings.get("name"), "a-etcd-main-1");
    assertEquals(settings.has("member-name-prefix"), false);
  },
);

Deno.test(
  "resolveOwnConfig() prefers --member-name and falls back to the host's",
  PURE,
  async () => {
    const named = { memberName: "etcd-main-0" };
    assertEquals(
      (await resolve(DRUID, named)).settings.get("name"),
      "etcd-main-0",
    );
    const unnamed = { podName: "", hostName: "etcd-main-0" };
    assertEquals(
      (await resolve(DRUID, unnamed)).settings.get("name"),
      "etcd-main-0",
    );
  },
);

Deno.test(
  "resolveOwnConfig() names the entries that there are",
  PURE,
  async () => {
    const reason =
      'has no entry for the member "etcd-main-2"; it has: etcd-main-0, etcd-main-1';
    assertEquals(await problemsOf(DRUID, { podName: "etcd-main-2" }), [
      { key: "initial-advertise-peer-urls", reason },
      { key: "advertise-client-urls", reason },
    ]);
  },
);

Deno.test(
  "resolveOwnConfig() refuses what is no list of URLs",
  PURE,
  async () => {
    for (const value of ["http://a:1", "[]", "[1]", "{a: b}", "null"]) {
      const text = `advertise-client-urls: {etcd-main-1: ${value}}\n`;
      assertEquals(await problemsOf(text), [{
        key: "advertise-client-urls",
        reason: 'must have a list of URLs for the member "etcd-main-1"',
      }]);
    }
  },
);

Deno.test(
  "resolveOwnConfig() leaves a plain file byte for byte",
  PURE,
  async () => {
    const text = "# comment\nname: 'x'\ndata-dir: /d   # here\n";
    const { source } = await resolve(text);
    assertEquals(new TextDecoder().decode(source), text);
  },
);

Deno.test(
  "resolveOwnConfig() never replaces a name that a plain file sets",
  PURE,
  async () => {
    assertEquals((await resolve("name: x\n")).settings.get("name"), "x");
    assertEquals(await problemsOf("name: x\n", { memberName: "y" }), [{
      key: "name",
      reason:
        'is "x", but --member-name is "y": give one of them, or the same in both',
    }]);
  },
);

Deno.test(
  "resolveOwnConfig() takes a missing name of a plain file from the cluster's",
  PURE,
  async () => {
    const cluster = "initial-cluster: etcd-main-1=http://a:1,host=http://b:1\n";
    const nameOf = async (text: string, options = {}) =>
      (await resolve(text, options)).settings.get("name");
    assertEquals(await nameOf(cluster), "etcd-main-1");
    assertEquals(await nameOf(cluster, { podName: "other" }), "host");
    assertEquals(
      await nameOf(cluster, { podName: "", hostName: "x" }),
      undefined,
    );
    assertEquals(await nameOf("data-dir: /d\n"), undefined);
    assertEquals(await nameOf("data-dir: /d\n", { memberName: "y" }), "y");
  },
);

Deno.test(
  "resolveOwnConfig() expands references only when asked to",
  PURE,
  async () => {
    const text = "name: ${A}\n";
    assertEquals((await resolve(text)).settings.get("name"), "${A}");
    const { settings } = await resolve(text, variables({ A: "x" }));
    assertEquals(settings.get("name"), "x");
  },
);

Deno.test(
  "resolveOwnConfig() gives an expanded value the type that its quotes tell",
  PURE,
  async () => {
    const text =
      'quota-backend-bytes: ${N}\nname: "${N}"\nlisten: http://${N}:${N}\n';
    const { settings } = await resolve(text, variables({ N: "12" }));
    assertEquals([...settings], [
      ["quota-backend-bytes", 12],
      ["name", "12"],
      ["listen", "http://12:12"],
    ]);
  },
);

Deno.test(
  "resolveOwnConfig() lets no value change the structure",
  PURE,
  async () => {
    const evil = 'x"\nforce-new-cluster: true\n# ${N} $$';
    const { settings, source } = await resolve(
      "a: ${EVIL}\n",
      variables({ EVIL: evil }),
    );
    assertEquals([...settings], [["a", evil]]);
    const read = await resolve(new TextDecoder().decode(source));
    assertEquals([...read.settings], [["a", evil]]);
  },
);

Deno.test(
  "resolveOwnConfig() expands neither keys nor comments",
  PURE,
  async () => {
    const { settings } = await resolve(
      "# ${NONE}\n${A}: 1 # ${NONE}\n",
      variables({ A: "x" }),
    );
    assertEquals([...settings], [["${A}", 1]]);
  },
);

Deno.test("resolveOwnConfig() takes $$ for a dollar sign", PURE, async () => {
  const { settings } = await resolve("a: $${A} $x 1$\n", variables({}));
  assertEquals(settings.get("a"), "${A} $x 1$");
});

Deno.test(
  "resolveOwnConfig() names line and variable of what it cannot expand",
  PURE,
  async () => {
    const text = "a: ${NO}\nb:\n  c: [x, '${1X}']\n  d: ${SECRET}\n";
    const lookUp = (name: string) => {
      if (name === "SECRET") throw new TypeError(`${name} may not be read`);
      return undefined;
    };
    assertEquals(
      await problemsOf(text, { lookUp }),
      [
        "line 1: the variable NO is not set",
        'line 3: "${1X}" is no reference to a variable: write ${NAME}, or $$ for a dollar sign',
        "line 4: SECRET may not be read",
      ].map((reason) => ({ key: "", reason })),
    );
  },
);

Deno.test("resolveOwnConfig() refuses what is not YAML", PURE, async () => {
  const [problem] = await problemsOf("a: [\n");
  assertEquals(problem?.reason.startsWith("not valid YAML: "), true);
});
