import type { JsonObject } from "../health/status_document.ts";

/** An answer without a body, which says so. */
export function respondEmpty(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(null, {
    status,
    headers: { ...headers, "content-length": "0" },
  });
}

/** An answer in plain text. */
export function respondText(text: string, status: number): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

/** An answer in JSON, readable for people too. */
export function respondJson(document: JsonObject, status: number): Response {
  return new Response(`${JSON.stringify(document, null, 2)}\n`, {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
    },
  });
}
