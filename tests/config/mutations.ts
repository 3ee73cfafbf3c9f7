/** A source of numbers that a seed determines. */
export type Random = (limit: number) => number;

/** Creates a source of whole numbers below a limit (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

const FRAGMENTS = [
  ..." \t\n:-#'\"{}[],&*!|>%@`?~\\=.0",
  ": ",
  "- ",
  " #",
  "&a ",
  "*a",
  "!!str ",
  "!x ",
  "---\n",
  "...\n",
  "\r\n",
  "\u00e9",
  "\u{1f600}",
];
const VALUES = [
  `"" null ~ yes no on off true false "true" 0 -1 1 5 "5" 30 30m 1h30m 1e3`,
  `1.5 0x10 010 1_000 .inf 18446744073709551615 18446744073709551616 [] {}`,
  `[a] [1] a,b new existing periodic revision debug zap capnslog stderr`,
  `[default] [stderr,stdout] http://127.0.0.1:2379 https://127.0.0.1:2379`,
  `http://localhost:2380 http://example.invalid:2379 http://127.0.0.1`,
  `http://127.0.0.1:2379/x ftp://127.0.0.1:2379 unix://sock:0 127.0.0.1:2379`,
  `http://127.0.0.1:99999 http://[::1]:2379 http://:2379 TLS1.2 TLS1.3 *`,
].join(" ").split(" ");
const KEYS = [
  `name data-dir wal-dir heartbeat-interval election-timeout snapshot-count`,
  `quota-backend-bytes initial-cluster initial-cluster-state cors metrics`,
  `listen-client-urls listen-peer-urls advertise-client-urls log-level logger`,
  `initial-advertise-peer-urls listen-metrics-urls log-outputs pre-vote`,
  `auto-compaction-mode auto-compaction-retention enable-pprof auth-token`,
  `max-txn-ops max-concurrent-streams backend-batch-interval cipher-suites`,
  `tls-min-version tls-max-version client-transport-security host-whitelist`,
  `peer-transport-security socket-options unknown-key NAME Data-Dir max-wals`,
  `experimental-compact-hash-check-time enable-log-rotation discovery-srv`,
  `experimental-enable-lease-checkpoint-persist v2-deprecation feature-gates`,
  `experimental-distributed-tracing-sampling-rate grpc-keepalive-interval`,
].join(" ").split(" ");

type Mutation = (lines: string[], random: Random) => string[];

const MUTATIONS: readonly Mutation[] = [
  (lines, random) => lines.toSpliced(random(lines.length), 1),
  (lines, random) =>
    lines.toSpliced(random(lines.length), 0, pick(lines, random)),
  (lines, random) => onLine(lines, random, (line) => ` ${line}`),
  (lines, random) => onLine(lines, random, (line) => `\t${line}`),
  (lines, random) => onLine(lines, random, (line) => line.trimStart()),
  (lines, random) => onLine(lines, random, (line) => cut(line, random)),
  (lines, random) => onLine(lines, random, (line) => insert(line, random)),
  (lines, random) => onLine(lines, random, (line) => insert(line, random)),
  (lines, random) => onLine(lines, random, (line) => overwrite(line, random)),
  (lines, random) => onLine(lines, random, (line) => revalue(line, random)),
  (lines, random) => onLine(lines, random, (line) => revalue(line, random)),
  (lines, random) =>
    lines.toSpliced(
      random(lines.length),
      0,
      `${pick(KEYS, random)}: ${pick(VALUES, random)}`,
    ),
  (lines, random) => lines.slice(0, random(lines.length) + 1),
  (lines, random) => onLine(lines, random, () => pick(lines, random)),
];

/** Changes a text in one or two places. */
export function mutate(text: string, random: Random): string {
  let lines = text.split("\n");
  for (let count = 1 + random(2); count > 0; count--) {
    lines = pick(MUTATIONS, random)(lines, random);
    // What was inserted may have brought line breaks.
    lines = lines.join("\n").split("\n");
  }
  return lines.join("\n");
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[random(items.length)] as T;
}

function onLine(
  lines: readonly string[],
  random: Random,
  change: (line: string) => string,
): string[] {
  const index = random(lines.length);
  return lines.with(index, change(lines[index] ?? ""));
}

function cut(line: string, random: Random): string {
  const at = random(line.length + 1);
  return line.slice(0, at) + line.slice(at + 1);
}

function insert(line: string, random: Random): string {
  const at = random(line.length + 1);
  return line.slice(0, at) + pick(FRAGMENTS, random) + line.slice(at);
}

function overwrite(line: string, random: Random): string {
  const at = random(line.length + 1);
  const char = String.fromCharCode(0x20 + random(0x5f));
  return line.slice(0, at) + char + line.slice(at + 1);
}

function revalue(line: string, random: Random): string {
  const colon = line.indexOf(": ");
  return colon < 0 ? line : `${line.slice(0, colon)}: ${pick(VALUES, random)}`;
}
