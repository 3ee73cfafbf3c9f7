import { STATUS_TEXT } from "@std/http/status";
import { withDeadline } from "../with_deadline.ts";

/** The validation that the sidecar is asked for. */
export type ValidationMode = "full" | "sanity";

/** What the sidecar says of its initialization. */
export type InitializationStatus =
  | "New"
  | "InProgress"
  | "Successful"
  | "Failed";

/** The sidecar's HTTP API as this program uses it. */
export interface SidecarClient extends Disposable {
  /** Where it answers. */
  readonly url: URL;
  /**
   * Reads the status. The sidecar forgets `Successful` and `Failed` once it
   * has answered them, so there must be one reader only.
   */
  readonly status: (signal: AbortSignal) => Promise<InitializationStatus>;
  /** Asks the sidecar to initialize; no effect unless its status is `New`. */
  readonly start: (mode: ValidationMode, signal: AbortSignal) => Promise<void>;
  /** Fetches etcd's configuration as the sidecar renders it. */
  readonly config: (signal: AbortSignal) => Promise<Uint8Array>;
}

/** An answer of the sidecar that cannot be used, or none. */
export class SidecarError extends Error {
  /** Tells it apart in logs and tests. */
  override readonly name = "SidecarError";
}

/** What {@linkcode createSidecarClient} needs. */
export interface SidecarClientOptions {
  /** Where the sidecar answers. */
  readonly url: URL;
  /** PEM certificates to trust, for HTTPS. */
  readonly caCerts: readonly string[];
  /** Limit of one request, redirects and body included. */
  readonly requestTimeoutMs?: number;
}

/** `/config` of three members with no etcd running takes 37 s. */
const REQUEST_TIMEOUT_MS = 60_000;
const MAX_REDIRECTS = 10;
/** A configuration is a few kilobytes; more than this is somebody else's answer. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;
const ACCEPTED_STATUSES = new Set([200, 201, 202]);

/** Creates a client for the sidecar at `url`. */
export function createSidecarClient(
  options: SidecarClientOptions,
): SidecarClient {
  const { url, caCerts, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const client = Deno.createHttpClient({ caCerts: [...caCerts], http2: false });

  async function get(path: string, signal: AbortSignal): Promise<Uint8Array> {
    const target = new URL(path, url);
    try {
      return await withDeadline(
        requestTimeoutMs,
        signal,
        (limited) => fetchBody(client, target, limited),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SidecarError) throw error;
      throw new SidecarError(`Cannot get ${target}`, { cause: error });
    }
  }

  return {
    url,
    async status(signal) {
      return toStatus(await get("/initialization/status", signal));
    },
    async start(mode, signal) {
      await get(`/initialization/start?mode=${mode}`, signal);
    },
    config: (signal) => get("/config", signal),
    [Symbol.dispose]: () => client.close(),
  };
}

/** Gets a URL and its whole body; only 200, 201 and 202 count. */
async function fetchBody(
  client: Deno.HttpClient,
  target: URL,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let location = target;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const response = await fetch(location, {
      client,
      signal,
      redirect: "manual",
    });
    const next = response.headers.get("location");
    if (isRedirect(response.status) && next !== null) {
      await response.body?.cancel();
      location = new URL(next, location);
      continue;
    }
    if (!ACCEPTED_STATUSES.has(response.status)) {
      await response.body?.cancel();
      throw new SidecarError(
        `Cannot get ${target}: HTTP ${response.status} ${
          STATUS_TEXT[response.status] ?? ""
        }`.trimEnd(),
      );
    }
    return await readBody(response, target);
  }
  throw new SidecarError(
    `Cannot get ${target}: more than ${MAX_REDIRECTS} redirects`,
  );
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

async function readBody(response: Response, target: URL): Promise<Uint8Array> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      throw new SidecarError(
        `Cannot get ${target}: the answer is larger than ${MAX_BODY_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  return await new Blob(chunks).bytes();
}

function toStatus(body: Uint8Array): InitializationStatus {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  // The original takes every other answer for progress, a newline included.
  return text === "New" || text === "Successful" || text === "Failed"
    ? text
    : "InProgress";
}
