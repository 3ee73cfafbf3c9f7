import type { KeyText } from "./key_text.ts";

const SSL = "/var/etcd/ssl";
const MOUNTED = "where it mounts that secret";

/** The keys of certificates, ciphers and authentication. */
export const SECURITY_TEXTS: readonly KeyText[] = [
  {
    name: "client-transport-security",
    meaning: "TLS towards clients",
    default: "",
  },
  {
    name: "client-transport-security.cert-file",
    meaning: "Certificate that etcd shows to clients, and as a client of " +
      "itself unless client-cert-file is set: usages server and client",
    default: "",
    druid: { value: `${SSL}/server/tls.crt`, reason: MOUNTED },
  },
  {
    name: "client-transport-security.key-file",
    meaning: "Private key of that certificate",
    default: "",
    druid: { value: `${SSL}/server/tls.key`, reason: MOUNTED },
  },
  {
    name: "client-transport-security.client-cert-file",
    meaning: "Certificate that etcd shows as a client of itself, if another",
    default: "",
  },
  {
    name: "client-transport-security.client-key-file",
    meaning: "Private key of that certificate",
    default: "",
  },
  {
    name: "client-transport-security.trusted-ca-file",
    meaning: "Authorities that clients' certificates must be signed by; etcd " +
      "reads it at the start only",
    default: "",
    druid: { value: `${SSL}/ca/ca.crt`, reason: MOUNTED },
  },
  {
    name: "client-transport-security.client-cert-auth",
    meaning: "Refuse clients without a certificate of such an authority",
    default: "false",
    druid: { value: "true", reason: "nobody else may read the data" },
  },
  {
    name: "client-transport-security.auto-tls",
    meaning: "Make a self-signed certificate when there is none: encrypted, " +
      "but anybody can pretend to be etcd",
    default: "false",
    druid: { value: "false", reason: "it has certificates of its own" },
  },
  {
    name: "client-transport-security.skip-client-san-verification",
    meaning: "Do not compare a client's address with its certificate; the " +
      "client port never does",
    default: "false",
  },
  {
    name: "client-transport-security.allowed-cn",
    meaning: "Common names that clients' certificates may have, as a list",
    default: "",
  },
  {
    name: "client-transport-security.allowed-hostname",
    meaning: "Host names that clients' certificates may have, as a list",
    default: "",
  },
  {
    name: "peer-transport-security",
    meaning: "TLS between members",
    default: "",
  },
  {
    name: "peer-transport-security.cert-file",
    meaning: "Certificate that the member shows to other members, as server " +
      "and, unless client-cert-file is set, as client: both usages",
    default: "",
    druid: { value: `${SSL}/peer/server/tls.crt`, reason: MOUNTED },
  },
  {
    name: "peer-transport-security.key-file",
    meaning: "Private key of that certificate",
    default: "",
    druid: { value: `${SSL}/peer/server/tls.key`, reason: MOUNTED },
  },
  {
    name: "peer-transport-security.client-cert-file",
    meaning: "Certificate that the member shows as a client, if another",
    default: "",
  },
  {
    name: "peer-transport-security.client-key-file",
    meaning: "Private key of that certificate",
    default: "",
  },
  {
    name: "peer-transport-security.trusted-ca-file",
    meaning: "Authorities that other members' certificates must be signed " +
      "by; etcd reads it at the start only",
    default: "",
    druid: { value: `${SSL}/peer/ca/ca.crt`, reason: MOUNTED },
  },
  {
    name: "peer-transport-security.client-cert-auth",
    meaning: "Refuse members without a certificate of such an authority",
    default: "false",
    druid: { value: "true", reason: "nobody else may join the traffic" },
  },
  {
    name: "peer-transport-security.auto-tls",
    meaning: "Make a self-signed certificate when there is none: encrypted, " +
      "but anybody can pretend to be a member",
    default: "false",
    druid: { value: "false", reason: "it has certificates of its own" },
  },
  {
    name: "peer-transport-security.skip-client-san-verification",
    meaning: "Do not compare a member's address with its certificate; before " +
      "3.6 a flag only, for which this program starts etcd with flags",
    default: "false",
  },
  {
    name: "experimental-peer-skip-client-san-verification",
    meaning: "Do not compare a member's address with its certificate",
    default: "false",
    deprecated: "write peer-transport-security.skip-client-san-verification",
    deprecatedFrom: "3.6",
  },
  {
    name: "peer-transport-security.allowed-cn",
    meaning: "Common names that members' certificates may have, as a list",
    default: "",
  },
  {
    name: "peer-transport-security.allowed-hostname",
    meaning: "Host names that members' certificates may have, as a list",
    default: "",
  },
  {
    name: "self-signed-cert-validity",
    meaning: "How long certificates of auto-tls are valid",
    unit: "years",
    default: "1",
  },
  {
    name: "cipher-suites",
    meaning: "TLS cipher suites by Go's names, as a list; empty: Go's own " +
      "choice, which is the safe one",
    default: "",
  },
  {
    name: "tls-min-version",
    meaning: "Lowest version of TLS: TLS1.2 or TLS1.3",
    default: "TLS1.2",
  },
  {
    name: "tls-max-version",
    meaning: "Highest version of TLS: TLS1.2 or TLS1.3; empty: the highest " +
      "there is",
    default: "",
  },
  {
    name: "cors",
    meaning: "Origins of web pages that may call etcd, with commas; * or " +
      "empty: all",
    default: "*",
  },
  {
    name: "host-whitelist",
    meaning: "Host names that a plain HTTP request may be addressed to; * or " +
      "empty: all",
    default: "*",
  },
  {
    name: "auth-token",
    meaning: "Kind of token for users of etcd's own authentication: simple, " +
      "or jwt with its options",
    default: "simple",
  },
  {
    name: "auth-token-ttl",
    meaning: "How long a simple token is valid after its last use",
    unit: "seconds",
    default: "300",
  },
  {
    name: "bcrypt-cost",
    meaning: "Cost of hashing passwords, 4 to 31; each step doubles it",
    default: "10",
  },
];
