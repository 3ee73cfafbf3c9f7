import { withDeadline } from "../with_deadline.ts";

/** What {@linkcode fetchJson} needs. */
export interface FetchJsonOptions {
  /** Knows the certificates. */
  readonly client: Deno.HttpClient;
  /** Limit of the request. */
  readonly timeoutMs: number;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

/** What these answers can be at most; a member is a few hundred bytes. */
const MAX_BYTES = 1024 * 1024;

/**
 * Gets a JSON document; whole numbers become texts, because identifiers are
 * larger than a number can hold.
 *
 * @throws {Error} When the answer is no JSON, or no success.
 */
export async function fetchJson(
  url: string,
  options: FetchJsonOptions,
): Promise<{ readonly value: unknown; readonly headers: Headers }> {
  const { client, timeoutMs, signal } = options;
  return await withDeadline(timeoutMs, signal, async (signal) => {
    const response = await fetch(url, { client, signal, redirect: "error" });
    const { status, headers } = response;
    if (status !== 200) {
      await response.body?.cancel();
      throw new Error(`HTTP ${status} from ${url}`);
    }
    const text = await response.text();
    if (text.length > MAX_BYTES) throw new Error(`Too long: ${url}`);
    return { value: JSON.parse(text, keepWholeNumbers), headers };
  });
}

function keepWholeNumbers(
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  return typeof value === "number" && Number.isInteger(value)
    ? context?.source ?? String(value)
    : value;
}
