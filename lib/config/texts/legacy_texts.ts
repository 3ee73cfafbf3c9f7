import type { KeyText } from "./key_text.ts";

const V2 = "API v2 is gone from 3.6 on; leave it out";
const PROXY = "the v2 proxy is gone from 3.6 on; use `etcd grpc-proxy`";

/** Keys that are there for what etcd has left behind. */
export const LEGACY_TEXTS: readonly KeyText[] = [
  {
    name: "enable-v2",
    meaning: "Serve API v2 beside API v3",
    default: "false",
    deprecated: V2,
  },
  {
    name: "experimental-enable-v2v3",
    meaning: "Serve API v2 out of the data of API v3, below this prefix",
    default: "",
    deprecated: V2,
  },
  {
    name: "v2-deprecation",
    meaning: "How far the data of API v2 is given up: not-yet, write-only, " +
      "write-only-drop-data (deletes it) or gone; 3.6 goes by its own default",
    default: "not-yet",
    defaultFrom: { "3.6": "write-only" },
    deprecated: "3.6 ignores the value; leave it out",
    deprecatedFrom: "3.6",
  },
  {
    name: "proxy",
    meaning: "Run as a proxy of API v2 instead of as a member: on, readonly " +
      "or off",
    default: "off",
    deprecated: PROXY,
  },
  {
    name: "proxy-failure-wait",
    meaning: "How long the v2 proxy leaves a failed endpoint alone",
    unit: "milliseconds",
    default: "5000",
    deprecated: PROXY,
  },
  {
    name: "proxy-refresh-interval",
    meaning: "How often the v2 proxy looks for the members",
    unit: "milliseconds",
    default: "30000",
    deprecated: PROXY,
  },
  {
    name: "proxy-dial-timeout",
    meaning: "Limit of a connection of the v2 proxy",
    unit: "milliseconds",
    default: "1000",
    deprecated: PROXY,
  },
  {
    name: "proxy-write-timeout",
    meaning: "Limit of a write of the v2 proxy",
    unit: "milliseconds",
    default: "5000",
    deprecated: PROXY,
  },
  {
    name: "proxy-read-timeout",
    meaning: "Limit of a read of the v2 proxy; 0: none",
    unit: "milliseconds",
    default: "0",
    deprecated: PROXY,
  },
];
