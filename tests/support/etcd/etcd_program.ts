/** A program of an etcd release. */
export type EtcdProgram = "etcd" | "etcdctl" | "etcdutl";

/** The Go package that every program is built from. */
export const GO_PACKAGES: Readonly<Record<EtcdProgram, string>> = {
  etcd: "go.etcd.io/etcd/server/v3",
  etcdctl: "go.etcd.io/etcd/etcdctl/v3",
  etcdutl: "go.etcd.io/etcd/etcdutl/v3",
};
