import type { KeyText } from "./key_text.ts";

/** The keys of how members find each other and stay one cluster. */
export const CLUSTER_TEXTS: readonly KeyText[] = [
  {
    name: "initial-cluster",
    meaning: "All members of a new cluster, name=peer URL with commas; does " +
      "not count any more once there is data",
    default: "default=http://localhost:2380",
    druid: {
      value: "every replica by its pod name",
      reason: "names and addresses of a StatefulSet are known in advance",
    },
  },
  {
    name: "initial-cluster-state",
    meaning: "new: bootstrap a cluster; existing: join a running one; does " +
      "not count any more once there is data",
    default: "new",
    druid: {
      value: "new",
      reason: "the sidecar puts existing in its place where a member joins",
    },
  },
  {
    name: "initial-cluster-token",
    meaning: "Goes into the cluster's identity, so that clusters with the " +
      "same addresses cannot mix",
    default: "etcd-cluster",
    druid: {
      value: "etcd-cluster",
      reason: "addresses are unique already by namespace",
    },
  },
  {
    name: "strict-reconfig-check",
    meaning: "Refuse a change of members that would cost the quorum",
    default: "true",
  },
  {
    name: "max-learners",
    meaning: "Most learners that the cluster may have at a time",
    unit: "members",
    default: "1",
  },
  {
    name: "force-new-cluster",
    meaning: "Make a new cluster of this member alone, out of its data; for " +
      "one start after a disaster, never to stay in a file",
    default: "false",
  },
  {
    name: "next-cluster-version-compatible",
    meaning: "Let 3.4 start on data of a 3.5 cluster, so that an upgrade can " +
      "be taken back",
    default: "false",
    druid: { value: "true", reason: "so that an upgrade can be taken back" },
  },
  {
    name: "discovery-srv",
    meaning: "DNS domain whose SRV records name the members of a new cluster",
    default: "",
  },
  {
    name: "discovery-srv-name",
    meaning: "Suffix of the name of those SRV records",
    default: "",
  },
  {
    name: "discovery",
    meaning: "URL of a discovery service of API v2 that names the members",
    default: "",
    deprecated: "API v2 is going away; use initial-cluster or discovery-srv",
    deprecatedFrom: "3.5",
  },
  {
    name: "discovery-proxy",
    meaning: "HTTP proxy on the way to that service",
    default: "",
    deprecated: "goes with discovery",
    deprecatedFrom: "3.5",
  },
  {
    name: "discovery-fallback",
    meaning: "What to do when discovery finds the cluster full: exit or proxy",
    default: "proxy",
    deprecated: "goes with discovery; 3.6 ignores it in a file",
    deprecatedFrom: "3.5",
  },
  {
    name: "discovery-config",
    meaning:
      "Discovery over another etcd cluster (API v3): token, endpoints, " +
      "time-outs, certificates and user",
    default: "",
  },
  {
    name: "downgrade-check-time",
    formerName: "experimental-downgrade-check-time",
    meaning: "How often a running downgrade is looked at",
    default: "5s",
  },
  {
    name: "experimental-initial-corrupt-check",
    meaning: "Compare the data's hash with the other members' before serving",
    default: "false",
    deprecated: "write feature-gates: InitialCorruptCheck=…",
    deprecatedFrom: "3.6",
  },
  {
    name: "corrupt-check-time",
    formerName: "experimental-corrupt-check-time",
    meaning: "How often the members compare their data's hash; 0: never",
    default: "0s",
  },
  {
    name: "experimental-compact-hash-check-enabled",
    meaning: "Let the leader compare the hash of each compaction with the " +
      "followers'",
    default: "false",
    deprecated: "write feature-gates: CompactHashCheck=…",
    deprecatedFrom: "3.6",
  },
  {
    name: "compact-hash-check-time",
    formerName: "experimental-compact-hash-check-time",
    meaning: "How often the leader does that",
    default: "1m",
  },
  {
    name: "experimental-enable-lease-checkpoint",
    meaning: "Tell followers the rest of a lease's time, so that a new " +
      "leader does not begin it anew",
    default: "false",
    deprecated: "write feature-gates: LeaseCheckpoint=…",
    deprecatedFrom: "3.6",
  },
  {
    name: "experimental-enable-lease-checkpoint-persist",
    meaning: "Keep the rest of a lease's time over restarts as well; needs " +
      "experimental-enable-lease-checkpoint",
    default: "false",
    deprecated: "write feature-gates: LeaseCheckpointPersist=…",
    deprecatedFrom: "3.6",
  },
  {
    name: "feature-gates",
    meaning: "Features that are switched on or off, Name=true with commas",
    default: "",
  },
];
