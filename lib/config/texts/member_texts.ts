import type { KeyText } from "./key_text.ts";

/** The keys of the member itself: its name, its addresses and its timing. */
export const MEMBER_TEXTS: readonly KeyText[] = [
  {
    name: "name",
    meaning: "Name of the member, unique in its cluster; initial-cluster " +
      "finds the member's own entry by it",
    default: "default",
    druid: {
      value: "etcd-config",
      reason: "a placeholder: the sidecar puts the pod's name in its place",
    },
  },
  {
    name: "listen-peer-urls",
    meaning: "Addresses on which etcd listens for the other members, with " +
      "commas; IP addresses or localhost only",
    default: "http://localhost:2380",
    druid: {
      value: "http(s)://0.0.0.0:2380",
      reason: "the pod's address is not known in advance; https with peer TLS",
    },
  },
  {
    name: "listen-client-urls",
    meaning: "Addresses on which etcd listens for clients, with commas; IP " +
      "addresses or localhost only",
    default: "http://localhost:2379",
    druid: {
      value: "http(s)://0.0.0.0:2379",
      reason:
        "the pod's address is not known in advance; https with client TLS",
    },
  },
  {
    name: "listen-client-http-urls",
    meaning: "Addresses for clients that speak plain HTTP only; the others " +
      "then serve gRPC alone",
    default: "",
  },
  {
    name: "initial-advertise-peer-urls",
    meaning: "Peer addresses that this member tells the others; they must be " +
      "the ones that initial-cluster has for it",
    default: "http://localhost:2380",
    druid: {
      value: "a list for each member",
      reason: "one file serves all members; each takes its own entry",
    },
  },
  {
    name: "advertise-client-urls",
    meaning: "Client addresses that this member tells clients that ask for " +
      "the list of members",
    default: "http://localhost:2379",
    druid: {
      value: "a list for each member",
      reason: "one file serves all members; each takes its own entry",
    },
  },
  {
    name: "heartbeat-interval",
    meaning: "Time between two signs of life of the leader; about the round " +
      "trip between members",
    unit: "milliseconds",
    default: "100",
  },
  {
    name: "election-timeout",
    meaning: "A follower that hears nothing for so long calls an election; " +
      "at least 5, better 10 heartbeats, the same on all members",
    unit: "milliseconds",
    default: "1000",
  },
  {
    name: "initial-election-tick-advance",
    meaning: "Skip most of the first election timeout after a start, so that " +
      "a leader is there sooner",
    default: "true",
  },
  {
    name: "pre-vote",
    meaning: "Ask for votes before starting an election, so that a member " +
      "that was cut off does not disturb the leader when it returns",
    default: "false",
    defaultFrom: { "3.5": "true" },
  },
  {
    name: "max-txn-ops",
    meaning: "Most operations in one transaction",
    unit: "operations",
    default: "128",
  },
  {
    name: "max-request-bytes",
    meaning: "Largest request that a client may send",
    unit: "bytes",
    default: "1572864",
  },
  {
    name: "max-concurrent-streams",
    meaning: "Most gRPC streams that one client connection may have open",
    unit: "streams",
    default: "4294967295",
  },
  {
    name: "grpc-keepalive-min-time",
    meaning: "A client that pings more often than this is disconnected",
    default: "5s",
  },
  {
    name: "grpc-keepalive-interval",
    meaning: "How often etcd pings an idle client connection; 0: never",
    default: "2h",
  },
  {
    name: "grpc-keepalive-timeout",
    meaning: "How long etcd waits for the answer to a ping before it closes " +
      "the connection; 0: for ever",
    default: "20s",
  },
  {
    name: "enable-grpc-gateway",
    meaning: "Serve the gRPC API as JSON over HTTP as well",
    default: "false",
    defaultFrom: { "3.5": "true" },
    druid: { value: "false", reason: "no component of its cluster needs it" },
  },
  {
    name: "socket-options.reuse-port",
    meaning: "Let another process listen on the same ports (SO_REUSEPORT); " +
      "a second etcd on the port is then not noticed",
    default: "false",
  },
  {
    name: "socket-options.reuse-address",
    meaning: "Bind an address that is still in TIME_WAIT (SO_REUSEADDR)",
    default: "false",
  },
  {
    name: "socket-options",
    meaning: "Options of the sockets that etcd listens on",
    default: "",
  },
  {
    name: "watch-progress-notify-interval",
    formerName: "experimental-watch-progress-notify-interval",
    meaning: "How often an idle watch with progress notification is told " +
      "the current revision",
    default: "10m",
  },
  {
    name: "memory-mlock",
    formerName: "experimental-memory-mlock",
    meaning: "Lock etcd's memory, so that the database is never swapped out; " +
      "needs the right to lock memory",
    default: "false",
  },
];
