import { delay } from "@std/async/delay";
import { type Answer, sendAnswer, writeAll } from "./answer.ts";
import { padAnswer, replaceAnswer } from "./endpoints.ts";
import type { Fault } from "./faults.ts";
import { type RawRequest, RequestReader } from "./request_reader.ts";

/** What one request meets: its fault and the sidecar's real answer to it. */
export interface Exchange {
  readonly fault: Fault;
  /** Works out the answer, with its effect on the state. */
  readonly answer: () => Answer;
  /** Gets the answer as it is sent. */
  readonly onAnswer: (answer: Answer) => void;
}

/** How connections are served. */
export interface ServeConnectionOptions {
  /** Called once for every request, as soon as it has been read. */
  readonly open: (request: RawRequest) => Exchange;
  readonly signal: AbortSignal;
}

/** Serves the requests of one connection until it is to be closed. */
export async function serveConnection(
  conn: Deno.Conn,
  options: ServeConnectionOptions,
): Promise<void> {
  const { open, signal } = options;
  const reader = new RequestReader(conn);
  while (!signal.aborted) {
    const request = await reader.next();
    if (request === undefined) return;
    if (!await serve(conn, request, open(request), signal)) return;
  }
}

/** Deals with one request, says if the connection can be used again. */
async function serve(
  conn: Deno.Conn,
  request: RawRequest,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<boolean> {
  const { fault } = exchange;
  if (fault.delayHeadersMs) await delay(fault.delayHeadersMs, { signal });
  if (fault.close) return false;
  if (fault.garbage) {
    await writeAll(conn, GARBAGE);
    return false;
  }
  if (fault.hang) await untilGone(conn);
  const replaced = fault.status !== undefined || fault.body !== undefined;
  const answer = padAnswer(
    replaced ? replaceAnswer(fault) : exchange.answer(),
    fault.padToBytes ?? 0,
  );
  exchange.onAnswer(answer);
  return await sendAnswer(conn, answer, {
    fault,
    withBody: request.method !== "HEAD" && answer.status !== 204,
    keepAlive: request.keepAlive,
    signal,
  });
}

const GARBAGE = new Uint8Array([0, 255, 22, 3, 1, 13, 10, 7, 13, 10, 13, 10]);

/** Keeps a connection open without an answer until the client is gone. */
async function untilGone(conn: Deno.Conn): Promise<never> {
  const rest = new Uint8Array(1024);
  while (await conn.read(rest) !== null);
  throw new Error("The client closed the connection");
}
