import type { EtcdKeyType } from "./etcd_keys.ts";

const RENAMED: Readonly<Record<string, string>> = {
  "experimental-snapshot-catch-up-entries":
    "experimental-snapshot-catchup-entries",
  "client-transport-security.allowed-hostname": "client-cert-allowed-hostname",
  "peer-transport-security.allowed-cn": "peer-cert-allowed-cn",
  "peer-transport-security.allowed-hostname": "peer-cert-allowed-hostname",
  "socket-options.reuse-port": "socket-reuse-port",
  "socket-options.reuse-address": "socket-reuse-address",
};

/** The flag that says the same as a key, `undefined` where there is none. */
export function flagOf(
  path: string,
  type: EtcdKeyType,
): string | undefined {
  const renamed = RENAMED[path];
  if (renamed !== undefined) return renamed;
  // Limits on the common names of clients can only stand in a file, and so can
  // the fields that go by the names of etcd's own structure.
  if (path === "client-transport-security.allowed-cn") return undefined;
  if (["list", "object", "nothing"].includes(type) || /^[A-Z]/.test(path)) {
    return undefined;
  }
  return path.replace(/^client-transport-security\./, "")
    .replace(/^peer-transport-security\./, "peer-");
}
