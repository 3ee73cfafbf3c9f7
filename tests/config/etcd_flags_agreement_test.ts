import { assertEquals } from "@std/assert";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import { toEtcdFlags } from "../../lib/config/etcd_flags.ts";
import { parseEtcdVersion } from "../../lib/config/etcd_version.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { tempDir } from "../support/temp_dir.ts";
import { writeTestCertificates } from "./test_certificates.ts";
import { askEtcd, withFreePorts } from "./etcd_verdict.ts";
import { inParallel } from "./in_parallel.ts";

/** Every key of the two lines, with a value that is not its default. */
const SAMPLES: Readonly<Record<string, string>> = {
  "name": "renamed\ninitial-cluster: renamed=http://127.0.0.1:2380",
  "data-dir": "elsewhere",
  "wal-dir": "log",
  "snapshot-count": "5000",
  "experimental-snapshot-catch-up-entries": "7000",
  "max-snapshots": "3",
  "max-wals": "4",
  "heartbeat-interval": "50",
  "election-timeout": "2000",
  "initial-election-tick-advance": "false",
  "backend-batch-interval": "5000000",
  "backend-batch-limit": "77",
  "backend-bbolt-freelist-type": "array",
  "experimental-backend-bbolt-freelist-type": "array",
  "quota-backend-bytes": "4294967296",
  "max-txn-ops": "99",
  "max-request-bytes": "2000000",
  "max-concurrent-streams": "100",
  "self-signed-cert-validity": "2",
  "cipher-suites": "[TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]",
  "tls-min-version": "TLS1.2",
  "tls-max-version": "TLS1.3",
  "listen-peer-urls": "http://127.0.0.1:2380,http://127.0.0.2:2380",
  "listen-client-urls": "http://127.0.0.1:2379,http://127.0.0.2:2379",
  "listen-client-http-urls": "http://127.0.0.2:2379",
  "listen-metrics-urls": "http://127.0.0.3:2379",
  "initial-advertise-peer-urls":
    "http://a.invalid:2380\ninitial-cluster: m=http://a.invalid:2380",
  "advertise-client-urls": "http://127.0.0.1:2379,http://example.invalid:1",
  "initial-cluster-state": "new",
  "initial-cluster-token": "another token, with a comma",
  "initial-cluster": "m=http://127.0.0.1:2380,n=http://127.0.0.2:2380",
  "discovery": "http://127.0.0.1:1/token\ninitial-cluster: ''",
  "discovery-proxy": "http://127.0.0.1:2",
  "discovery-fallback": "exit",
  "discovery-srv": "example.invalid\ninitial-cluster: ''",
  "discovery-srv-name": "abc",
  "strict-reconfig-check": "false",
  "pre-vote": "false",
  "enable-v2": "true",
  "auto-compaction-mode": "revision",
  "auto-compaction-retention": "1h\nauto-compaction-mode: periodic",
  "grpc-keepalive-min-time": "6000000000",
  "grpc-keepalive-interval": "7000000000",
  "grpc-keepalive-timeout": "8000000000",
  "socket-options": "{reuse-port: true, reuse-address: true}",
  "cors": "http://127.0.0.1:1,http://127.0.0.1:2",
  "host-whitelist": "a,b",
  "auth-token": "simple",
  "bcrypt-cost": "5",
  "auth-token-ttl": "200",
  "experimental-initial-corrupt-check": "true",
  "experimental-corrupt-check-time": "3600000000000",
  "experimental-compact-hash-check-enabled": "true",
  "experimental-compact-hash-check-time": "120000000000",
  "experimental-enable-v2v3": "/v3",
  "experimental-enable-lease-checkpoint": "true",
  "experimental-enable-lease-checkpoint-persist":
    "true\nexperimental-enable-lease-checkpoint: true",
  "experimental-compaction-batch-limit": "55",
  "experimental-compaction-sleep-interval": "20000000",
  "experimental-watch-progress-notify-interval": "300000000000",
  "experimental-warning-apply-duration": "200000000",
  "experimental-bootstrap-defrag-threshold-megabytes": "10",
  "experimental-enable-distributed-tracing": "true",
  "experimental-distributed-tracing-address": "127.0.0.1:4",
  "experimental-distributed-tracing-service-name": "service",
  "experimental-distributed-tracing-instance-id": "instance",
  "experimental-distributed-tracing-sampling-rate": "12",
  "experimental-downgrade-check-time": "6000000000",
  "experimental-memory-mlock": "false",
  "experimental-txn-mode-write-with-shared-buffer": "false",
  "experimental-stop-grpc-service-on-defrag": "true",
  "force-new-cluster": "true",
  "enable-pprof": "true",
  "enable-grpc-gateway": "true",
  "metrics": "extensive",
  "logger": "zap",
  "log-level": "debug",
  "log-outputs": "[stderr]",
  "log-output": "[stderr]",
  "log-package-levels": "etcdserver=DEBUG",
  "debug": "true",
  "enable-log-rotation": "true\nlog-outputs: [etcd.log]",
  "log-rotation-config-json": `'{"maxsize": 1}'`,
  "unsafe-no-fsync": "true",
  "next-cluster-version-compatible": "true",
  "v2-deprecation": "write-only",
  "proxy": "'off'",
  "proxy-failure-wait": "1",
  "proxy-refresh-interval": "2",
  "proxy-dial-timeout": "3",
  "proxy-write-timeout": "4",
  "proxy-read-timeout": "5",
  "client-transport-security":
    "{cert-file: ../tls.crt, key-file: ../tls.key, client-cert-auth: true, " +
    "trusted-ca-file: ../ca.crt, client-cert-file: ../tls.crt, " +
    "client-key-file: ../tls.key, auto-tls: true, allowed-hostname: [a, b]}",
  "peer-transport-security":
    "{cert-file: ../tls.crt, key-file: ../tls.key, client-cert-auth: true, " +
    "trusted-ca-file: ../ca.crt, client-cert-file: ../tls.crt, " +
    "client-key-file: ../tls.key, auto-tls: true, allowed-cn: [a, b]}",
  "Peer-Transport-Security": "{allowed-hostname: [a, b]}",
};

/** Flags that no key of a file stands for. */
const FLAGS_ONLY: Readonly<Record<string, readonly string[]>> = {
  "3.4": [
    "client-cert-allowed-hostname",
    "peer-cert-allowed-cn",
    "peer-cert-allowed-hostname",
  ],
  "3.5": [],
};
const FLAGS_ONLY_ALWAYS = new Set([
  "client-crl-file",
  "config-file",
  "experimental-peer-skip-client-san-verification",
  "peer-crl-file",
  "raft-read-timeout",
  "raft-write-timeout",
  "version",
]);

const BASE: Readonly<Record<string, string>> = {
  "name": "m",
  "data-dir": "data",
  "logger": "zap",
  "log-outputs": "[stderr]",
  "listen-client-urls": "http://127.0.0.1:2379",
  "listen-peer-urls": "http://127.0.0.1:2380",
  "initial-advertise-peer-urls": "http://127.0.0.1:2380",
  "initial-cluster": "m=http://127.0.0.1:2380",
};

for (const line of ["3.4", "3.5"] as const) {
  Deno.test(`toEtcdFlags() means the same as the file to etcd ${line}, key by key`, async () => {
    const etcd = await provisionEtcd(line);
    await using directory = await tempDir();
    await writeTestCertificates(directory.path);
    const { stdout } = await new Deno.Command(etcd, { args: ["--version"] })
      .output();
    const etcdVersion = parseEtcdVersion(new TextDecoder().decode(stdout));
    const reached = new Set<string>();
    await inParallel(Object.entries(SAMPLES), async ([key, sample]) => {
      const lines = Object.entries({ ...BASE, [key]: sample })
        .filter(([name]) => name === key || !sample.includes(`\n${name}:`))
        .map(([name, value]) => `${name}: ${value}\n`);
      const source = withFreePorts(lines.join(""));
      const flags = toEtcdFlags(
        await parseEtcdConfig(source, { etcdVersion }),
        etcdVersion,
      );
      for (const flag of flags) reached.add(flag.replace(/^--|=.*$/gs, ""));
      const options = { etcd, directory: directory.path };
      const byFile = await askEtcd(source, options);
      const byFlags = await askEtcd(source, { ...options, args: () => flags });
      assertEquals(
        [key, byFlags.outcome, ...effects(byFlags.output)],
        [key, byFile.outcome, ...effects(byFile.output)],
      );
    });
    const help = await new Deno.Command(etcd, { args: ["--help"] }).output();
    const all = new TextDecoder().decode(help.stdout)
      .matchAll(/^ {2}--([a-z0-9-]+)/gm);
    assertEquals(
      [...all].map(([, flag]) => flag ?? "")
        .filter((flag) => !reached.has(flag) && !FLAGS_ONLY_ALWAYS.has(flag))
        .sort(),
      FLAGS_ONLY[line],
    );
  });
}

/** What etcd tells of its settings, without what differs from run to run. */
function effects(output: string): string[] {
  return output.split("\n").filter((line) =>
    /starting an etcd server|peer TLS|configuring|listeners|pprof|tracing|deprecated/
      .test(line)
  ).map((line) =>
    line.replace(/"ts":"[^"]*",|"caller":"[^"]*",/g, "")
      .replace(/"stacktrace":.*/, "").replace(/^.*\[WARNING\]/, "")
      .replace(/^\d{4}.{22}/, "")
  ).filter((line) => !/is deprecated in 3.5|"Running: "/.test(line)).sort();
}
