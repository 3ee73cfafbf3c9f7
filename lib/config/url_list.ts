import type { GoUrl } from "./go_url.ts";
import { isIpAddress, parseGoUrl, splitHostPort } from "./go_url.ts";

/**
 * Reads comma-separated URLs as etcd does for its own addresses.
 * @throws {SyntaxError} with the reason of the first that etcd refuses.
 */
export function parseUrlList(text: string): readonly GoUrl[] {
  return text.split(",").map((item) => parseEtcdUrl(item.trim()));
}

/** Finds why etcd would not listen on a URL. */
export function findBindProblem(url: GoUrl): string | undefined {
  if (isUnix(url)) return undefined;
  const [host, port] = splitHostPort(url.host);
  if (host !== "localhost" && !isIpAddress(host)) {
    return `expected IP in URL for binding (${url.href})`;
  }
  return Number(port) > 65_535 ? `invalid port (${url.href})` : undefined;
}

/** Finds why etcd would not announce a URL. */
export function findHostProblem(url: GoUrl): string | undefined {
  try {
    const [host] = splitHostPort(url.host);
    return host === "" ? `unexpected empty host (${url.href})` : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}

function parseEtcdUrl(text: string): GoUrl {
  const url = parseGoUrl(text);
  if (isUnix(url)) return url;
  if (url.scheme !== "http" && url.scheme !== "https") {
    throw new SyntaxError(
      `URL scheme must be http, https, unix, or unixs: ${text}`,
    );
  }
  try {
    splitHostPort(url.host);
  } catch (cause) {
    throw new SyntaxError(
      `URL address does not have the form "host:port": ${text}`,
      { cause },
    );
  }
  if (url.path !== "") {
    throw new SyntaxError(`URL must not contain a path: ${text}`);
  }
  return url;
}

function isUnix({ scheme }: GoUrl): boolean {
  return scheme === "unix" || scheme === "unixs";
}
