import { STATUS_CODE } from "@std/http/status";
import type { Logger } from "../log/logger.ts";
import { respondText } from "./respond.ts";

/** Keeps those out who do not know the token. */
export interface AdminToken {
  /** The answer to a request that may not pass; undefined lets it pass. */
  readonly refuse: (request: Request) => Promise<Response | undefined>;
}

/** What {@linkcode createAdminToken} needs. */
export interface AdminTokenOptions {
  /** File with the token; a newline at its end is not part of it. */
  readonly path: string;
  /** Told of a file that cannot be used any more. */
  readonly logger: Logger;
}

/**
 * Creates the check of a token. The file is read for each request, so that a
 * new token counts at once.
 *
 * @throws {Error} When the file holds no token.
 */
export async function createAdminToken(
  { path, logger }: AdminTokenOptions,
): Promise<AdminToken> {
  await readToken(path);
  return {
    async refuse(request) {
      let token: string;
      try {
        token = await readToken(path);
      } catch (error) {
        logger.error("cannot use the admin token, a request is refused", {
          error,
        });
        return respondText(
          "the admin token cannot be read\n",
          STATUS_CODE.ServiceUnavailable,
        );
      }
      const given = request.headers.get("authorization") ?? "";
      if (await isEqual(given, `Bearer ${token}`)) return undefined;
      const refusal = respondText(
        "this needs the admin token: Authorization: Bearer …\n",
        UNAUTHORIZED,
      );
      refusal.headers.set("www-authenticate", "Bearer");
      return refusal;
    },
  };
}

const UNAUTHORIZED = 401;

async function readToken(path: string): Promise<string> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw new Error(`Cannot read the admin token "${path}"`, { cause: error });
  }
  const token = text.trim();
  if (token === "") {
    throw new Error(
      `Cannot use the admin token "${path}": the file is empty, and an empty ` +
        "token would let everybody in",
    );
  }
  return token;
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
async function isEqual(one: string, other: string): Promise<boolean> {
  const [left, right] = await Promise.all([digest(one), digest(other)]);
  let difference = 0;
  left.forEach((byte, index) => difference |= byte ^ (right[index] ?? 0));
  return difference === 0;
}

async function digest(text: string): Promise<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
