/** Where the sidecar answers. */
export interface SidecarAddress {
  /** Host and port; no host is localhost. */
  readonly hostPort: string;
  /** Whether it speaks HTTPS. */
  readonly tlsEnabled: boolean;
}

/**
 * The sidecar's base URL; an empty host means localhost, as for the original.
 * The host is also the name that its certificate has to carry.
 */
export function sidecarUrl(address: SidecarAddress): URL {
  const colon = address.hostPort.lastIndexOf(":");
  const host = address.hostPort.slice(0, colon) || "localhost";
  const port = address.hostPort.slice(colon + 1);
  const bracketed = host.includes(":") && !host.startsWith("[")
    ? `[${host}]`
    : host;
  const scheme = address.tlsEnabled ? "https" : "http";
  return new URL(`${scheme}://${bracketed}:${port}`);
}
