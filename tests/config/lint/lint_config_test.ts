import { assert, assertEquals } from "@std/assert";
import { NEWEST_PATCH } from "../../../lib/config/etcd_name.ts";
import {
  CONFIG_KINDS,
  type ConfigFinding,
} from "../../../lib/config/lint/config_finding.ts";
import {
  lintConfig,
  type LintOptions,
} from "../../../lib/config/lint/lint_config.ts";
import { YAML_ONLY as PURE } from "../yaml_permissions.ts";
import { DRUID_FILE } from "./druid_file.ts";

const GOOD = `name: a
data-dir: /var/etcd/data/new.etcd
auto-compaction-mode: periodic
auto-compaction-retention: 30m
initial-cluster: a=http://localhost:2380
`;

async function lint(
  text: string,
  options: Partial<LintOptions> & { readonly minor?: number } = {},
): Promise<readonly ConfigFinding[]> {
  const { minor = 5, ...rest } = options;
  const report = await lintConfig(new TextEncoder().encode(text), {
    etcdVersion: { major: 3, minor, patch: NEWEST_PATCH },
    memberName: "",
    lookUp: undefined,
    ...rest,
  });
  return report.findings;
}

function short(findings: readonly ConfigFinding[]): string[] {
  return findings.map(({ code, severity, line, key }) =>
    `${severity} ${line ?? "-"} ${key} ${code}`
  );
}

Deno.test("lintConfig() finds nothing in a good file", PURE, async () => {
  assertEquals(await lint(GOOD), []);
});

/** What is added to the good file, and all that is found then. */
const CASES: readonly (readonly [string, readonly string[], number?])[] = [
  ["x: [\n", ["error 7  CONFIG_YAML"]],
  ["election-timeout: 400\n", [
    "error 6 election-timeout CONFIG_VALUE",
    "warning 6 election-timeout TIMING_UNUSUAL",
  ]],
  ["advertise-client-urls:\n  a: []\n", [
    "error 6 advertise-client-urls CONFIG_MEMBER",
  ]],
  ["---\nname: b\n", ["warning 6  DOCUMENT_EXTRA"]],
  ["max-txn-ops: 1\nMAX-TXN-OPS: 2\n", [
    "warning 7 max-txn-ops KEY_DUPLICATE",
  ]],
  ["max_txn_ops: 1\n", ["warning 6 max_txn_ops KEY_UNKNOWN"]],
  ["corrupt-check-time: 1\n", [
    "warning 6 corrupt-check-time KEY_OTHER_VERSION",
  ]],
  ["next-cluster-version-compatible: true\n", [
    "info 6 next-cluster-version-compatible KEY_OTHER_VERSION",
  ]],
  ["peer-cert-file: /a\n", ["warning 6 peer-cert-file KEY_FLAG_ONLY"]],
  ["peer-transport-security:\n  skip-client-san-verification: true\n", [
    "info 7 peer-transport-security.skip-client-san-verification KEY_AS_FLAG",
  ]],
  ["enable-v2: false\n", ["warning 6 enable-v2 KEY_DEPRECATED"]],
  ["experimental-corrupt-check-time: 1\n", [
    "warning 6 experimental-corrupt-check-time KEY_DEPRECATED",
  ], 6],
  ["snapshot-count: 75000\n", ["info 6 snapshot-count KEY_DRUID_DIFFERS"]],
  ["listen-client-urls: http://0.0.0.0:2379\n", [
    "warning 6 listen-client-urls LISTEN_WITHOUT_TLS",
  ]],
  [
    `listen-peer-urls: https://0.0.0.0:2380
peer-transport-security:
  cert-file: a
  key-file: b
`,
    [
      "warning 7 peer-transport-security.client-cert-auth " +
      "LISTEN_WITHOUT_CLIENT_AUTH",
      "warning - listen-client-urls TLS_MIXED",
    ],
  ],
  [
    `listen-client-urls: https://127.0.0.1:2379
client-transport-security: {auto-tls: true}
`,
    [
      "warning 7 client-transport-security.auto-tls TLS_AUTO",
      "warning - listen-peer-urls TLS_MIXED",
    ],
  ],
  ["quota-backend-bytes: -1\n", [
    "warning 6 quota-backend-bytes QUOTA_UNUSUAL",
    "info 6 quota-backend-bytes KEY_DRUID_DIFFERS",
  ]],
  ["heartbeat-interval: 2000\nelection-timeout: 20000\n", [
    "warning 6 heartbeat-interval TIMING_UNUSUAL",
    "warning 7 election-timeout TIMING_UNUSUAL",
  ]],
  ["auto-compaction-retention: 0m\n", [
    "warning 6 auto-compaction-retention KEY_DUPLICATE",
    "warning 6 auto-compaction-retention HISTORY_UNLIMITED",
    "info 6 auto-compaction-retention KEY_DRUID_DIFFERS",
  ]],
  ["unsafe-no-fsync: true\nstrict-reconfig-check: false\n", [
    "warning 6 unsafe-no-fsync UNSAFE_SETTING",
    "warning 7 strict-reconfig-check UNSAFE_SETTING",
  ]],
];

for (const [text, expected, minor = 5] of CASES) {
  const name = text.trim().replaceAll("\n", " | ");
  Deno.test(`lintConfig() on ${name} (3.${minor})`, PURE, async () => {
    assertEquals(short(await lint(GOOD + text, { minor })), [...expected]);
  });
}

Deno.test("lintConfig() has a case for each code", PURE, () => {
  const covered = CASES.flatMap(([, expected]) => expected).join("\n");
  const codes = Object.keys(CONFIG_KINDS)
    // The verb says that, which knows where the version is from.
    .filter((code) => code !== "VERSION_ASSUMED");
  assertEquals(codes.filter((code) => !covered.includes(code)), []);
});

Deno.test("lintConfig() names the key that was meant", PURE, async () => {
  const [unknown] = await lint(`${GOOD}snapshot-cuont: 1\n`);
  assertEquals(
    unknown?.reason,
    'is not known to any etcd; is "snapshot-count" meant?',
  );
  const [other] = await lint(`${GOOD}corrupt-check-time: 1\n`);
  assertEquals(
    other?.reason,
    "is ignored by etcd 3.5: only 3.6 knows it; this one has " +
      '"experimental-corrupt-check-time"',
  );
});

Deno.test(
  "lintConfig() takes what etcd-druid writes, for each member",
  PURE,
  async () => {
    for (const minor of [4, 5, 6]) {
      const file = new TextEncoder().encode(DRUID_FILE);
      const report = await lintConfig(file, {
        etcdVersion: { major: 3, minor, patch: NEWEST_PATCH },
        memberName: "",
        lookUp: undefined,
      });
      assertEquals(report.members, [
        "etcd-main-0",
        "etcd-main-1",
        "etcd-main-2",
      ]);
      const loud = report.findings.filter(({ severity }) =>
        severity !== "info"
      );
      assertEquals(loud, []);
    }
  },
);

Deno.test(
  "lintConfig() says which member a finding concerns",
  PURE,
  async () => {
    const text = DRUID_FILE.replace(
      "- https://etcd-main-1.etcd-main-peer.default.svc:2380",
      "- https://elsewhere:9999",
    );
    assert(text !== DRUID_FILE);
    const findings = (await lint(text)).filter((it) => it.severity === "error");
    assertEquals(findings.map(({ key, members }) => [key, members]), [
      ["initial-cluster", ["etcd-main-1"]],
    ]);
    const others = await lint(text, { memberName: "etcd-main-0" });
    assertEquals(others.filter((it) => it.severity === "error"), []);
  },
);

Deno.test(
  "lintConfig() says which variable is missing, and where",
  PURE,
  async () => {
    const text = `${GOOD}log-level: \${LEVEL}\n`;
    const [finding] = await lint(text, { lookUp: () => undefined });
    assertEquals(
      [finding?.code, finding?.line, finding?.reason],
      ["CONFIG_MEMBER", 6, "line 6: the variable LEVEL is not set"],
    );
  },
);
