import { STATUS_CODE } from "@std/http/status";

/** What {@linkcode createHandler} needs. */
export interface HandlerOptions {
  /** Tells what the last check of the member said; must not block. */
  readonly isReady: () => boolean;
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
export type Handler = (request: Request, info: RequestInfo) => Response;

/** Creates the handler of `/readyz` and `/stop`, as the original answers them. */
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
        return respondEmpty(
          options.isReady() ? STATUS_CODE.OK : STATUS_CODE.ServiceUnavailable,
        );
      case "/stop":
        return handleStop(request, info, options);
      case "/peer-state":
        if (options.peerState === undefined) break;
        return Response.json(options.peerState());
    }
    return new Response("404 page not found\n", {
      status: STATUS_CODE.NotFound,
      headers: { "content-type": "text/plain; charset=utf-8" },
    });
  };
}

function handleStop(
  request: Request,
  info: RequestInfo,
  options: HandlerOptions,
): Response {
  if (request.method !== "POST") {
    return respondEmpty(STATUS_CODE.MethodNotAllowed, { allow: "POST" });
  }
  // The sidecar dies of an answer that gets lost: only then may things end.
  void info.completed.catch(() => {}).then(options.onStop);
  return respondEmpty(STATUS_CODE.OK);
}

function respondEmpty(
  status: number,
  headers: Record<string, string> = {},
): Response {
  return new Response(null, {
    status,
    headers: { ...headers, "content-length": "0" },
  });
}
