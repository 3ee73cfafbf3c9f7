/** A statement about etcd's configuration file, put as a file. */
export interface Statement {
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly is: "accepted" | "rejected";
  /** The first minor version that it is true of. @default {5} */
  readonly since?: number;
}

const REST = [
  "listen-client-urls: http://127.0.0.1:2379",
  "listen-peer-urls: http://127.0.0.1:2380",
  "initial-advertise-peer-urls: http://127.0.0.1:2380",
];
const NAMED = ["name: m", "initial-cluster: m=http://127.0.0.1:2380"];
const PLAIN = ["data-dir: d", ...REST, ...NAMED, ""].join("\n");
const JSON_TEXT = JSON.stringify(Object.fromEntries(
  PLAIN.trim().split("\n").map((line) => line.split(/: (.*)/).slice(0, 2)),
));
const TLS = "{cert-file: ../tls.crt, key-file: ../tls.key}";

/** All statements, each a small change to a file that etcd accepts. */
export const STATEMENTS: readonly Statement[] = [
  ...accepted({
    "a plain file": PLAIN,
    "unknown keys": `${PLAIN}member-name-prefix: x\nnested: {a: [1, 2.5]}\n`,
    "duplicate keys, the last wins":
      `metrics: 5\nname: wrong\n${PLAIN}metrics: basic\n`,
    "an infinite number that is replaced": `x: [.inf]\n${PLAIN}x: 1\n`,
    "key names without regard to case": `${
      PLAIN.replace("name", "NAME")
    }Metrics: basic\n`,
    "JSON": JSON_TEXT,
    "anchors and merge keys": `x: &x {name: m}\n<<: *x\n${
      PLAIN.replace("name: m\n", "")
    }`,
    "only the first document": `${PLAIN}---\n- not: [a map\n`,
    "a document marker first": `---\n${PLAIN}`,
    "comments and CRLF": `# first\n${PLAIN}metrics: basic # last\n`
      .replaceAll("\n", "\r\n"),
    "a byte order mark": `\ufeff${PLAIN}`,
    "1e3 for an integer": `${PLAIN}snapshot-count: 1e3\n`,
    "5.0 for an integer": `${PLAIN}snapshot-count: 5.0\n`,
    "octal, hexadecimal and underscores":
      `${PLAIN}snapshot-count: 010\nmax-wals: 0x10\nmax-txn-ops: 1_000\n`,
    "yes for a boolean": `${PLAIN}pre-vote: yes\nenable-pprof: off\n`,
    "y for a boolean": `${PLAIN}pre-vote: y\n`,
    "null for the default":
      `${PLAIN}snapshot-count: null\npre-vote: ~\nmetrics:\n`,
    "an empty section": `${PLAIN}client-transport-security:\n`,
    "spaces after commas of URL lists": PLAIN
      .replace("2379", "2379, http://127.0.0.2:2379"),
    "comma strings for cors and host-whitelist":
      `${PLAIN}cors: http://a:1,http://b:2\nhost-whitelist: a,b\n`,
    "lists for log-outputs": `${PLAIN}log-outputs: [stderr, stdout]\n`,
    "nanoseconds for a duration": `${PLAIN}backend-batch-interval: 5000000\n`,
    "a quoted retention":
      `${PLAIN}auto-compaction-mode: periodic\nauto-compaction-retention: "30"\n`,
    "a date as a string": `${PLAIN}initial-cluster-token: 2001-01-01\n`,
    "any metrics": `${PLAIN}metrics: something\n`,
    "localhost in a listen URL": PLAIN.replace(
      "127.0.0.1:2379",
      "localhost:2379",
    ),
    "an unset cluster for a named member": PLAIN
      .replace(/initial-cluster:.*\n/, ""),
    "an empty cluster state": `${PLAIN}initial-cluster-state: ""\n`,
    "several URLs of a member": PLAIN
      .replace(/=http.*/, "=http://127.0.0.1:2380,m=http://127.0.0.2:2380")
      .replace(/(advertise-peer-urls: .*)/, "$1,http://127.0.0.2:2380"),
    "the largest election timeout": `${PLAIN}election-timeout: 50000\n`,
    "half a pair of client files without https":
      `${PLAIN}client-transport-security: {cert-file: ../tls.crt}\n`,
    "https with certificates": `${
      PLAIN.replace("urls: http:", "urls: https:")
    }client-transport-security: ${TLS}\n`,
    "https with automatic certificates": `${
      PLAIN.replace("urls: http:", "urls: https:")
    }client-transport-security: {auto-tls: true}\n`,
    "the largest integers":
      `${PLAIN}snapshot-count: 18446744073709551615\nquota-backend-bytes: 9223372036854775807\n`,
    "an unknown tag": `${PLAIN}metrics: !x basic\n`,
    "ten megabytes of unknown keys": PLAIN +
      `${"x".repeat(100)}: ${"y".repeat(900)}\n`.repeat(10_000),
    "a log level in capitals": `${PLAIN}log-level: INFO\n`,
  }),
  ...rejected({
    "a list": "- a\n- b\n",
    "a text": "just a text\n",
    "no YAML": `${PLAIN}metrics: [a\n`,
    "binary garbage": new Uint8Array([0, 1, 2, 0xff, 0xfe, 0x80, 10, 58]),
    "invalid UTF-8": new Uint8Array([...bytes(PLAIN), 0x61, 0x3a, 0x20, 0xc3]),
    "a tab as indentation": `${PLAIN}socket-options:\n\treuse-port: true\n`,
    "a control character": `${PLAIN}metrics: a\u0007b\n`,
    "an alias without anchor": `${PLAIN}metrics: *x\n`,
    "an anchor in itself": `${PLAIN}x: &x [*x]\n`,
    "an infinite number in an unknown key": `${PLAIN}x: .inf\n`,
    "null as a key": `${PLAIN}~: x\n`,
    "a number for a name": PLAIN.replace("name: m", "name: 123"),
    "an unquoted retention": `${PLAIN}auto-compaction-retention: 30\n`,
    "a quoted number": `${PLAIN}snapshot-count: "5"\n`,
    "a quoted boolean": `${PLAIN}enable-grpc-gateway: "true"\n`,
    "a fraction": `${PLAIN}snapshot-count: 1.5\n`,
    "a negative unsigned number": `${PLAIN}snapshot-count: -1\n`,
    "too large an unsigned number":
      `${PLAIN}snapshot-count: 18446744073709551616\n`,
    "too large a signed number":
      `${PLAIN}quota-backend-bytes: 9223372036854775808\n`,
    "too large for 32 bits": `${PLAIN}max-concurrent-streams: 4294967296\n`,
    "a list of URLs": PLAIN
      .replace("http://127.0.0.1:2379", "[http://127.0.0.1:2379]"),
    "a map of URLs": `${PLAIN}advertise-client-urls: {m: [http://a:1]}\n`,
    "5s for a duration": `${PLAIN}backend-batch-interval: 5s\n`,
    "a string for a list": `${PLAIN}log-outputs: stderr\n`,
    "a list with a number": `${PLAIN}log-outputs: [1]\n`,
    "a host name in a listen URL": PLAIN
      .replace("127.0.0.1:2379", "example.invalid:2379"),
    "an empty host in a listen URL": PLAIN.replace("127.0.0.1:2379", ":2379"),
    "an advertised URL without a host":
      `${PLAIN}advertise-client-urls: http://:2379\n`,
    "a URL without a port": `${PLAIN}advertise-client-urls: http://a\n`,
    "a URL with a path": `${PLAIN}advertise-client-urls: http://a:1/x\n`,
    "a URL of another scheme": `${PLAIN}advertise-client-urls: ftp://a:1\n`,
    "a URL with a space in it":
      `${PLAIN}advertise-client-urls: "http://a b:1"\n`,
    "a port that does not exist": PLAIN.replace(":2379", ":99999"),
    "cors that is no URL": `${PLAIN}cors: abc\n`,
    "another cluster state": `${PLAIN}initial-cluster-state: old\n`,
    "another compaction mode": `${PLAIN}auto-compaction-mode: daily\n`,
    "a retention without sense":
      `${PLAIN}auto-compaction-mode: periodic\nauto-compaction-retention: abc\n`,
    "an election below 5 heartbeats": `${PLAIN}election-timeout: 499\n`,
    "an election above 50 s": `${PLAIN}election-timeout: 50001\n`,
    "no heartbeat": `${PLAIN}heartbeat-interval: 0\n`,
    "two ways to bootstrap": `${PLAIN}discovery-srv: example.invalid\n`,
    "a name that is not in the cluster": PLAIN
      .replace("name: m", "name: other"),
    "a name that is a boolean": PLAIN.replaceAll(/\bm\b/g, "n"),
    "an empty name": PLAIN.replace("name: m", 'name: ""'),
    "peer URLs that differ from the cluster's": PLAIN
      .replace("m=http://127.0.0.1", "m=http://127.0.0.2"),
    "a URL twice in the cluster": PLAIN
      .replace(/(m=.*)/, "$1,n=http://127.0.0.1:2380"),
    "a member without a URL": PLAIN.replace(/(m=.*)/, "$1,n"),
    "https without certificates": PLAIN.replace("urls: http:", "urls: https:"),
    "https with half a pair": `${
      PLAIN.replace("urls: http:", "urls: https:")
    }client-transport-security: {cert-file: ../tls.crt}\n`,
    "half a pair for peers":
      `${PLAIN}peer-transport-security: {key-file: ../tls.key}\n`,
    "half a client pair for peers": `${PLAIN}peer-transport-security: ${
      TLS.replace("}", ", client-cert-file: ../tls.crt}")
    }\n`,
    "an unknown cipher suite": `${PLAIN}cipher-suites: [NONE]\n`,
    "an unknown TLS version": `${PLAIN}tls-min-version: TLS1.1\n`,
    "TLS versions in the wrong order":
      `${PLAIN}tls-min-version: TLS1.3\ntls-max-version: TLS1.2\n`,
    "cipher suites with TLS 1.3 only":
      `${PLAIN}tls-min-version: TLS1.3\ncipher-suites: [TLS_AES_128_GCM_SHA256]\n`,
    "an unknown logger": `${PLAIN}logger: capnslog\n`,
    "an unknown log level": `${PLAIN}log-level: loud\n`,
    "default among several outputs": `${PLAIN}log-outputs: [default, stdout]\n`,
    "log rotation without a file": `${PLAIN}enable-log-rotation: true\n`,
    "an unknown auth token": `${PLAIN}auth-token: magic\n`,
    "persisted lease checkpoints alone":
      `${PLAIN}experimental-enable-lease-checkpoint-persist: true\n`,
    "no time between hash checks":
      `${PLAIN}experimental-compact-hash-check-time: 0\n`,
  }),
  ...rejected({
    "an empty compaction mode": `${PLAIN}auto-compaction-mode: ""\n`,
    "an unknown feature gate": `${PLAIN}feature-gates: Abc=true\n`,
    "a feature gate without a value":
      `${PLAIN}feature-gates: LeaseCheckpoint\n`,
    "a feature gate and its flag":
      `${PLAIN}feature-gates: InitialCorruptCheck=true\nexperimental-initial-corrupt-check: true\n`,
    "a setting under its old and its new name":
      `${PLAIN}memory-mlock: false\nexperimental-memory-mlock: false\n`,
    "an unknown log format": `${PLAIN}log-format: xml\n`,
    "no peer section where there is its key":
      `${PLAIN}peer-transport-security:\n`,
    "null for an experimental flag":
      `${PLAIN}experimental-initial-corrupt-check:\n`,
  }, 6),
  ...accepted({
    "feature gates":
      `${PLAIN}feature-gates: "LeaseCheckpoint=true, CompactHashCheck=false"\n`,
    "skip-client-san-verification of 3.6":
      `${PLAIN}peer-transport-security: {skip-client-san-verification: true}\n`,
  }, 6),
];

function accepted(
  texts: Record<string, string | Uint8Array>,
  since = 5,
): Statement[] {
  return Object.entries(texts).map(([name, text]) => ({
    name,
    text,
    is: "accepted",
    since,
  }));
}

function rejected(
  texts: Record<string, string | Uint8Array>,
  since = 5,
): Statement[] {
  return accepted(texts, since).map((statement) => ({
    ...statement,
    is: "rejected",
  }));
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
