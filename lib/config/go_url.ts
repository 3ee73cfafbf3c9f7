/** A URL as Go parses it, as far as etcd looks at it. */
export interface GoUrl {
  /** In lower case; empty for a relative reference. */
  readonly scheme: string;
  /** Host and port as written, brackets included. */
  readonly host: string;
  /** Empty unless something follows the host. */
  readonly path: string;
  /** The whole, as Go would print it. */
  readonly href: string;
}

const SCHEME_REGEXP = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/;
// deno-lint-ignore no-control-regex
const CONTROL_REGEXP = /[\x00-\x1f\x7f]/;
const BAD_ESCAPE_REGEXP = /%(?![0-9a-fA-F]{2})/;
const USER_REGEXP = /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/;
/** An escape in a host can only stand for a byte outside of ASCII. */
const HOST_REGEXP =
  /^(?:[A-Za-z0-9!$&'()*+,;=:[\]<>"\-_.~\u0080-\uffff]|%[89a-fA-F][0-9a-fA-F]|%25)*$/;

/**
 * Parses a URL by the rules of Go's `net/url`, which differ from the web's:
 * nothing is normalized and the port is not checked against a range.
 * @throws {SyntaxError} where Go returns an error.
 */
export function parseGoUrl(text: string): GoUrl {
  if (CONTROL_REGEXP.test(text)) {
    throw new SyntaxError("invalid control character in URL");
  }
  const [beforeFragment = "", fragment] = splitAt(text, "#");
  const scheme = SCHEME_REGEXP.exec(beforeFragment)?.[0] ?? "";
  if (beforeFragment.startsWith(":")) {
    throw new SyntaxError("missing protocol scheme");
  }
  const [rest = ""] = splitAt(
    scheme === "" ? beforeFragment : beforeFragment.slice(scheme.length + 1),
    "?",
  );
  checkEscapes(fragment ?? "");
  checkFirstSegment(scheme, rest);
  const url = {
    scheme: scheme.toLowerCase(),
    href: scheme.toLowerCase() + text.slice(scheme.length),
  };
  if (!rest.startsWith("//")) {
    const isOpaque = scheme !== "" && !rest.startsWith("/");
    if (!isOpaque) checkEscapes(rest);
    return { ...url, host: "", path: isOpaque ? "" : rest };
  }
  const slash = rest.indexOf("/", 2);
  const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
  const path = slash < 0 ? "" : rest.slice(slash);
  checkEscapes(path);
  return { ...url, host: parseAuthority(authority), path };
}

/**
 * Splits `host:port` as Go does.
 * @throws {SyntaxError} where there is no port, or more than one colon.
 */
export function splitHostPort(address: string): [host: string, port: string] {
  const match = /^(?:\[([^[\]]*)\]|([^:[\]]*)):([^:[\]]*)$/.exec(address);
  if (match !== null) return [match[1] ?? match[2] ?? "", match[3] ?? ""];
  const isWithoutPort = !address.includes(":") || address.endsWith("]");
  throw new SyntaxError(
    `address ${address}: ${
      isWithoutPort ? "missing port in address" : "malformed host or port"
    }`,
  );
}

/** Tells whether Go reads the text as an IP address (no zone allowed). */
export function isIpAddress(text: string): boolean {
  if (/^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(text)) {
    return true;
  }
  return text.includes(":") && !text.includes("%") &&
    URL.canParse(`http://[${text}]/`);
}

function parseAuthority(authority: string): string {
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  if (at >= 0) {
    if (!USER_REGEXP.test(authority.slice(0, at))) {
      throw new SyntaxError("net/url: invalid userinfo");
    }
    checkEscapes(authority.slice(0, at));
  }
  checkPort(host);
  if (!HOST_REGEXP.test(host)) {
    throw new SyntaxError(`invalid character in host name "${host}"`);
  }
  return host;
}

function checkPort(host: string): void {
  if (host.startsWith("[") && !host.includes("]")) {
    throw new SyntaxError("missing ']' in host");
  }
  const port = host.startsWith("[")
    ? host.slice(host.lastIndexOf("]") + 1)
    : host.includes(":")
    ? host.slice(host.lastIndexOf(":"))
    : "";
  if (!/^(?::[0-9]*)?$/.test(port)) {
    throw new SyntaxError(`invalid port "${port}" after host`);
  }
}

function checkFirstSegment(scheme: string, rest: string): void {
  if (scheme !== "" || rest.startsWith("/")) return;
  if (rest.split("/", 1)[0]?.includes(":")) {
    throw new SyntaxError("first path segment in URL cannot contain colon");
  }
}

function checkEscapes(text: string): void {
  if (BAD_ESCAPE_REGEXP.test(text)) throw new SyntaxError("invalid URL escape");
}

function splitAt(text: string, separator: string): string[] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
