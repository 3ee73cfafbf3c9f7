/** A request as it came over the socket. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Headers;
  /** Whether the client lets the connection be used again. */
  readonly keepAlive: boolean;
}

const MAX_HEAD_BYTES = 64 * 1024;
const CRLF_CRLF = "\r\n\r\n";

/** Reads the HTTP/1.1 requests of one connection, one after another. */
export class RequestReader {
  readonly #conn: Deno.Conn;
  /** Bytes read and not used yet, one character each. */
  #buffer = "";

  constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Resolves with the next request, or `undefined` at the end of input. */
  async next(): Promise<RawRequest | undefined> {
    while (!this.#buffer.includes(CRLF_CRLF)) {
      if (this.#buffer.length > MAX_HEAD_BYTES) return undefined;
      if (!await this.#fill()) return undefined;
    }
    const end = this.#buffer.indexOf(CRLF_CRLF);
    const request = parseHead(this.#buffer.slice(0, end));
    this.#buffer = this.#buffer.slice(end + CRLF_CRLF.length);
    await this.#skip(Number(request.headers.get("content-length") ?? 0));
    return request;
  }

  async #skip(bytes: number): Promise<void> {
    while (this.#buffer.length < bytes) {
      if (!await this.#fill()) break;
    }
    this.#buffer = this.#buffer.slice(bytes);
  }

  async #fill(): Promise<boolean> {
    const chunk = new Uint8Array(4096);
    const count = await this.#conn.read(chunk);
    if (count === null) return false;
    this.#buffer += String.fromCharCode(...chunk.subarray(0, count));
    return true;
  }
}

function parseHead(head: string): RawRequest {
  const [requestLine = "", ...lines] = head.split("\r\n");
  const [method = "", target = "", version] = requestLine.split(" ");
  if (!version?.startsWith("HTTP/1.")) {
    throw new SyntaxError(`Cannot read the request "${requestLine}"`);
  }
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  // A chunked body is not read, so what follows it could not be told apart.
  const keepAlive = version === "HTTP/1.1" &&
    headers.get("connection")?.toLowerCase() !== "close" &&
    !headers.has("transfer-encoding");
  return { method, target, headers, keepAlive };
}
