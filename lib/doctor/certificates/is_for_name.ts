import type { Certificate } from "./read_certificates.ts";

/** Tells whether a certificate is for a host, by the rules of TLS. */
export function isForName(
  { dnsNames, ipAddresses }: Pick<Certificate, "dnsNames" | "ipAddresses">,
  host: string,
): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "")
    .toLowerCase();
  if (isAddress(name)) {
    return ipAddresses.some((address) =>
      canonical(address) === canonical(name)
    );
  }
  return dnsNames.some((pattern) => matches(pattern.replace(/\.$/, ""), name));
}

function isAddress(name: string): boolean {
  return name.includes(":") || /^\d+(?:\.\d+){3}$/.test(name);
}

/** A URL writes an IPv6 address in one way only. */
function canonical(address: string): string {
  if (!address.includes(":")) return address;
  return URL.parse(`http://[${address}]`)?.hostname ?? address;
}

/** A star stands for exactly one label, the first. */
function matches(pattern: string, name: string): boolean {
  if (!pattern.startsWith("*.")) return pattern === name;
  const dot = name.indexOf(".");
  return dot > 0 && name.slice(dot) === pattern.slice(1);
}
