import type { Answer } from "./answer.ts";
import type { Fault } from "./faults.ts";
import type { InitializationState, Mode } from "./initialization_state.ts";

/** What the endpoints answer from. */
export interface EndpointsContext {
  readonly state: InitializationState;
  /** Missing: `/config` answers 500, as for an unreadable file. */
  readonly config: Uint8Array | undefined;
  readonly configChangedAt: Date;
  readonly tls: boolean;
  readonly onInitialization: (mode: Mode) => void;
}

/** A request as the endpoints see it; no method makes a difference. */
export interface EndpointRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
}

const ENCODER = new TextEncoder();
const TEXT_PLAIN = { "Content-Type": "text/plain; charset=utf-8" };

/** Answers a request as the backup-restore sidecar does. */
export function answerRequest(
  request: EndpointRequest,
  context: EndpointsContext,
): Answer {
  switch (request.path) {
    case "/initialization/status":
      return text(200, context.state.read(), securityHeaders(context));
    case "/initialization/start":
      start(request, context);
      return text(200, "", securityHeaders(context));
    case "/config":
      return config(request, context);
    default:
      return text(404, "404 page not found\n", {
        "X-Content-Type-Options": "nosniff",
      });
  }
}

/** Answers with what a fault puts in the place of the real answer. */
export function replaceAnswer(fault: Fault): Answer {
  const body = typeof fault.body === "string"
    ? ENCODER.encode(fault.body)
    : fault.body ?? new Uint8Array();
  const location = fault.location === undefined
    ? {}
    : { Location: fault.location };
  const { status = 200 } = fault;
  return { status, headers: { ...TEXT_PLAIN, ...location }, body };
}

/** Adds `#` to the body of an answer until it has `bytes` bytes. */
export function padAnswer(answer: Answer, bytes: number): Answer {
  if (bytes <= answer.body.length) return answer;
  const body = new Uint8Array(bytes).fill("#".charCodeAt(0));
  body.set(answer.body);
  return { ...answer, body };
}

function start(request: EndpointRequest, context: EndpointsContext): void {
  const mode = request.query.get("mode") === "sanity" ? "sanity" : "full";
  if (context.state.start(mode)) context.onInitialization(mode);
}

/** Serves the configuration as a file, so ranges and dates have their effect. */
function config(request: EndpointRequest, context: EndpointsContext): Answer {
  const body = context.config;
  if (body === undefined) {
    return { status: 500, headers: {}, body: new Uint8Array() };
  }
  const headers = {
    "Accept-Ranges": "bytes",
    "Content-Type": "application/x-yaml",
    "Last-Modified": context.configChangedAt.toUTCString(),
  };
  const since = Date.parse(request.headers.get("if-modified-since") ?? "");
  if (since >= Math.floor(context.configChangedAt.getTime() / 1000) * 1000) {
    return { status: 304, headers, body: new Uint8Array() };
  }
  const range = request.headers.get("range")?.match(/^bytes=(\d+)-(\d*)$/);
  if (!range) return { status: 200, headers, body };
  const first = Number(range[1]);
  const last = Math.min(Number(range[2] || body.length - 1), body.length - 1);
  return {
    status: 206,
    headers: {
      ...headers,
      "Content-Range": `bytes ${first}-${last}/${body.length}`,
    },
    body: body.subarray(first, last + 1),
  };
}

function text(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>>,
): Answer {
  const type = body === "" ? {} : TEXT_PLAIN;
  return {
    status,
    headers: { ...type, ...headers },
    body: ENCODER.encode(body),
  };
}

function securityHeaders(
  { tls }: EndpointsContext,
): Readonly<Record<string, string>> {
  if (!tls) return {};
  return {
    "Content-Security-Policy": "default-src 'self'",
    "Strict-Transport-Security": "max-age=31536000",
  };
}
