import { STATUS_CODE } from "@std/http/status";
import type { HealthTracker } from "../health/health_tracker.ts";
import { statusDocument } from "../health/status_document.ts";
import { respondText } from "./respond.ts";

/** What {@linkcode createEventStreams} needs. */
export interface EventStreamsOptions {
  /** What is told. */
  readonly health: HealthTracker;
  /** Ends all streams. */
  readonly closing: AbortSignal;
  /** More clients than this are turned away. @default {16} */
  readonly maxClients?: number;
  /** Changes within this time are told at once. @default {250} */
  readonly pauseMs?: number;
  /** Time until the status is told again without a change. @default {5000} */
  readonly repeatMs?: number;
  /** A client that takes nothing for so long is dropped. @default {15000} */
  readonly stallMs?: number;
}

/** Streams of server-sent events, each with the status as JSON. */
export interface EventStreams {
  /** Opens a stream, or turns the client away when there are too many. */
  readonly open: (request: Request) => Response;
}

interface Client {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** Since when it has not taken what was sent; undefined when it has. */
  stalledSinceMs: number | undefined;
}

/** A handful of people and a script; each costs a status every few seconds. */
const MAX_CLIENTS = 16;
const PAUSE_MS = 250;
const REPEAT_MS = 5000;
const STALL_MS = 15_000;

/**
 * Creates the streams. Nothing runs while nobody listens, and a client that
 * does not read is skipped, and dropped in the end, so that none fills the
 * memory.
 */
export function createEventStreams(options: EventStreamsOptions): EventStreams {
  const { health, closing, maxClients = MAX_CLIENTS } = options;
  const { stallMs = STALL_MS } = options;
  const clients = new Set<Client>();
  const ticker = createTicker(options, sendAll);
  closing.addEventListener("abort", () => [...clients].forEach(end));

  function sendAll(): void {
    const event = encodeEvent(health);
    for (const client of [...clients]) send(client, event);
  }

  function send(client: Client, event: Uint8Array): void {
    if ((client.controller.desiredSize ?? 0) > 0) {
      client.stalledSinceMs = undefined;
      client.controller.enqueue(event);
      return;
    }
    const nowMs = performance.now();
    client.stalledSinceMs ??= nowMs;
    if (nowMs - client.stalledSinceMs >= stallMs) {
      forget(client);
      client.controller.error(new Error("The client does not read"));
    }
  }

  function forget(client: Client): void {
    clients.delete(client);
    if (clients.size === 0) ticker.stop();
  }

  function end(client: Client): void {
    forget(client);
    client.controller.enqueue(encodeEvent(health));
    client.controller.close();
  }

  function openStream(): ReadableStream<Uint8Array> {
    let client: Client | undefined;
    return new ReadableStream<Uint8Array>({
      start(controller) {
        client = { controller, stalledSinceMs: undefined };
        if (clients.size === 0) ticker.start();
        clients.add(client);
        send(client, encodeEvent(health));
      },
      cancel() {
        if (client !== undefined) forget(client);
      },
    }, { highWaterMark: 2 });
  }

  return {
    open(request) {
      if (clients.size >= maxClients || closing.aborted) {
        return respondText(
          `there are ${clients.size} listeners already, as many as may be\n`,
          STATUS_CODE.ServiceUnavailable,
        );
      }
      const headers = {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
      };
      return new Response(request.method === "HEAD" ? null : openStream(), {
        headers,
      });
    },
  };
}

interface Ticker {
  readonly start: () => void;
  readonly stop: () => void;
}

/** Calls soon after a change of the health, and from time to time without. */
function createTicker(
  options: EventStreamsOptions,
  call: () => void,
): Ticker {
  const { health, pauseMs = PAUSE_MS, repeatMs = REPEAT_MS } = options;
  let changes: Disposable | undefined;
  let pending: ReturnType<typeof setTimeout> | undefined;
  let repeating: ReturnType<typeof setInterval> | undefined;

  function callSoon(): void {
    pending ??= setTimeout(() => {
      pending = undefined;
      call();
    }, pauseMs);
  }

  return {
    start() {
      changes = health.subscribe(callSoon);
      repeating = setInterval(call, repeatMs);
    },
    stop() {
      changes?.[Symbol.dispose]();
      clearInterval(repeating);
      clearTimeout(pending);
      pending = undefined;
    },
  };
}

function encodeEvent({ current }: HealthTracker): Uint8Array {
  const status = JSON.stringify(statusDocument(current));
  return new TextEncoder().encode(`data: ${status}\n\n`);
}
