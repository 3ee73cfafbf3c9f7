function urls(port: number): string {
  return [0, 1, 2].map((index) =>
    `  etcd-main-${index}:
  - https://etcd-main-${index}.etcd-main-peer.default.svc:${port}`
  ).join("\n");
}

/** A configuration for three members with TLS as etcd-druid writes it. */
export const DRUID_FILE = `advertise-client-urls:
${urls(2379)}
auto-compaction-mode: periodic
auto-compaction-retention: 30m
client-transport-security:
  auto-tls: false
  cert-file: /var/etcd/ssl/server/tls.crt
  client-cert-auth: true
  key-file: /var/etcd/ssl/server/tls.key
  trusted-ca-file: /var/etcd/ssl/ca/ca.crt
data-dir: /var/etcd/data/new.etcd
enable-grpc-gateway: false
initial-advertise-peer-urls:
${urls(2380)}
initial-cluster: ${
  [0, 1, 2].map((index) =>
    `etcd-main-${index}=https://etcd-main-${index}.etcd-main-peer.default.svc:2380`
  ).join(",")
}
initial-cluster-state: new
initial-cluster-token: etcd-cluster
listen-client-urls: https://0.0.0.0:2379
listen-peer-urls: https://0.0.0.0:2380
metrics: basic
name: etcd-config
next-cluster-version-compatible: true
peer-transport-security:
  auto-tls: false
  cert-file: /var/etcd/ssl/peer/server/tls.crt
  client-cert-auth: true
  key-file: /var/etcd/ssl/peer/server/tls.key
  trusted-ca-file: /var/etcd/ssl/peer/ca/ca.crt
quota-backend-bytes: 8589934592
snapshot-count: 10000
`;
