import { STATUS_CODE } from "@std/http/status";
import type { Health } from "../health/health.ts";
import { isLive } from "../health/is_live.ts";
import { causeDocument } from "../health/status_document.ts";
import type { AdminToken } from "./admin_token.ts";
import { PAGE_PATHS, type PageAnswer } from "./page_paths.ts";
import { respondEmpty, respondJson, respondText } from "./respond.ts";

/** What {@linkcode createHandler} needs. */
export interface HandlerOptions {
  /** Tells how the member is; must not block. */
  readonly health: () => Health;
  /** Silence of etcd after which `/livez` fails; 0 or less: it never does. */
  readonly livenessTimeoutMs: number;
  /** What `/stop` asks for; without, everybody may stop the member. */
  readonly adminToken: AdminToken | undefined;
  /** Whether `/stop` is refused here. @default {false} */
  readonly isStopRefused?: boolean;
  /** Answers the requests for {@linkcode PAGE_PATHS}. */
  readonly answerPage: PageAnswer;
  /** Called once the answer to `POST /stop` has been delivered. */
  readonly onStop: () => void;
  /** What other members' wrappers ask for; without, there is no such path. */
  readonly peerState?: () => unknown;
}

/** Part of the server's information on a request that the handler uses. */
export interface RequestInfo {
  /** Settles when the answer has been written, or cannot be any more. */
  readonly completed: Promise<void>;
}

/** Answers a request. */
export type Handler = (
  request: Request,
  info: RequestInfo,
) => Response | Promise<Response>;

/**
 * Creates the handler of the wrapper port. `/readyz` and `/stop` answer as the
 * original's do, unless they are asked for more.
 */
export function createHandler(options: HandlerOptions): Handler {
  return function handle(request, info) {
    const { pathname, search } = new URL(request.url);
    if (pathname.includes("//")) {
      const cleaned = pathname.replaceAll(/\/{2,}/g, "/");
      return new Response(null, {
        status: 301,
        headers: { location: cleaned + search },
      });
    }
    switch (pathname) {
      case "/readyz":
        return answerReadiness(request, options.health());
      case "/livez":
        return answerLiveness(options);
      case "/startupz":
        return respondEmpty(
          statusOf(options.health().firstReadyAtMs !== undefined),
        );
      case "/stop":
        return handleStop(request, info, options);
      case "/peer-state":
        if (options.peerState === undefined) break;
        return Response.json(options.peerState());
    }
    if (PAGE_PATHS.has(pathname)) return answerPage(request, options);
    return respondText("404 page not found\n", STATUS_CODE.NotFound);
  };
}

function answerReadiness(request: Request, health: Health): Response {
  const status = statusOf(health.isReady);
  const isVerbose = new URL(request.url).searchParams.has("verbose") ||
    (request.headers.get("accept") ?? "").includes("application/json");
  return isVerbose
    ? respondJson(causeDocument(health), status)
    : respondEmpty(status);
}

function answerLiveness(options: HandlerOptions): Response {
  const timeoutMs = options.livenessTimeoutMs;
  if (isLive(options.health(), { nowMs: performance.now(), timeoutMs })) {
    return respondEmpty(STATUS_CODE.OK);
  }
  return respondText(
    `etcd has given no answer for more than ${timeoutMs / 1000} s\n`,
    STATUS_CODE.ServiceUnavailable,
  );
}

function answerPage(
  request: Request,
  options: HandlerOptions,
): Response | Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return respondEmpty(STATUS_CODE.MethodNotAllowed, { allow: "GET, HEAD" });
  }
  return options.answerPage(request);
}

function handleStop(
  request: Request,
  info: RequestInfo,
  options: HandlerOptions,
): Response | Promise<Response> {
  if (request.method !== "POST") {
    return respondEmpty(STATUS_CODE.MethodNotAllowed, { allow: "POST" });
  }
  if (options.isStopRefused === true) {
    return respondText(
      "this member is stopped on its admin socket only: etcd-wrapper stop\n",
      FORBIDDEN,
    );
  }
  if (options.adminToken === undefined) return acceptStop();
  return options.adminToken.refuse(request)
    .then((refusal) => refusal ?? acceptStop());

  function acceptStop(): Response {
    // The sidecar dies of an answer that gets lost: only then may things end.
    void info.completed.catch(() => {}).then(options.onStop);
    return respondEmpty(STATUS_CODE.OK);
  }
}

const FORBIDDEN = 403;

function statusOf(isTrue: boolean): number {
  return isTrue ? STATUS_CODE.OK : STATUS_CODE.ServiceUnavailable;
}
