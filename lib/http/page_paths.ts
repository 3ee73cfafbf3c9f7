/** Answers a `GET` or `HEAD` request for one of {@linkcode PAGE_PATHS}. */
export type PageAnswer = (request: Request) => Response | Promise<Response>;

/** What is answered by code that is loaded with the first request for it. */
export const PAGE_PATHS: ReadonlySet<string> = new Set([
  "/",
  "/page.css",
  "/page.js",
  "/events",
  "/metrics",
  "/status",
]);
