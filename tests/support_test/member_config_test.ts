import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { memberConfig } from "../support/member_config.ts";

const BASE = { dataDir: "/data/new.etcd", clientPort: 2379, peerPort: 2380 };

Deno.test("memberConfig() serves one member as the sidecar does", () => {
  assertEquals(
    memberConfig(BASE),
    `advertise-client-urls: http://127.0.0.1:2379
auto-compaction-mode: periodic
auto-compaction-retention: 30m
data-dir: /data/new.etcd
enable-grpc-gateway: false
initial-advertise-peer-urls: http://127.0.0.1:2380
initial-cluster: etcd-main-0=http://127.0.0.1:2380
initial-cluster-state: new
initial-cluster-token: etcd-cluster
listen-client-urls: http://127.0.0.1:2379
listen-peer-urls: http://127.0.0.1:2380
metrics: basic
name: etcd-main-0
next-cluster-version-compatible: true
quota-backend-bytes: 8589934592
snapshot-count: 10000
`,
  );
});

Deno.test("memberConfig() joins the cluster's members with commas", () => {
  const cluster = ["a", "b", "c"].map((name, index) => ({
    name,
    peerUrl: `http://127.0.0.1:${3000 + index}`,
  }));
  const keys = parsed({ ...BASE, name: "b", cluster, state: "existing" });
  assertEquals(
    keys["initial-cluster"],
    "a=http://127.0.0.1:3000,b=http://127.0.0.1:3001,c=http://127.0.0.1:3002",
  );
  assertEquals(keys["name"], "b");
  assertEquals(keys["initial-cluster-state"], "existing");
});

Deno.test("memberConfig() makes TLS sections and https URLs", () => {
  const tls = { certFile: "/s.crt", keyFile: "/s.key" };
  const keys = parsed({
    ...BASE,
    host: "::1",
    tls: { ...tls, trustedCaFile: "/ca.crt" },
    peerTls: tls,
  });
  assertEquals(keys["advertise-client-urls"], "https://[::1]:2379");
  assertEquals(keys["listen-peer-urls"], "https://[::1]:2380");
  const files = { "cert-file": "/s.crt", "key-file": "/s.key" };
  assertEquals(keys["client-transport-security"], {
    ...files,
    "auto-tls": false,
    "client-cert-auth": true,
    "trusted-ca-file": "/ca.crt",
  });
  assertEquals(keys["peer-transport-security"], {
    ...files,
    "auto-tls": false,
    "client-cert-auth": false,
  });
});

Deno.test("memberConfig() adds, replaces and takes out keys", () => {
  const extra = {
    "data-dir": undefined,
    "metrics": "extensive",
    "logger": "zap",
  };
  const keys = parsed({ ...BASE, fast: true, extra });
  assertEquals(Object.keys(keys), Object.keys(keys).sort());
  assertEquals("data-dir" in keys, false);
  assertEquals(keys["metrics"], "extensive");
  assertEquals(keys["logger"], "zap");
  assertEquals(keys["heartbeat-interval"], 10);
  assertEquals(keys["election-timeout"], 100);
});

function parsed(
  options: Parameters<typeof memberConfig>[0],
): Record<string, unknown> {
  return parse(memberConfig(options)) as Record<string, unknown>;
}
