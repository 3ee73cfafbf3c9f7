import { delay } from "@std/async/delay";
import { STATUS_TEXT } from "@std/http/status";
import type { Fault } from "./faults.ts";

/** An answer before any fault disturbs its delivery. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How an answer is delivered. */
export interface SendOptions {
  readonly fault: Fault;
  readonly withBody: boolean;
  readonly keepAlive: boolean;
  readonly signal: AbortSignal;
}

const ENCODER = new TextEncoder();

/** Sends an answer, says whether the connection can be used again. */
export async function sendAnswer(
  conn: Deno.Conn,
  answer: Answer,
  options: SendOptions,
): Promise<boolean> {
  const { fault, withBody, keepAlive, signal } = options;
  const body = withBody ? answer.body : new Uint8Array();
  const cut = Math.min(fault.cutAfterBytes ?? Infinity, body.length);
  const head = headText(answer, keepAlive);
  if (fault.delayBodyMs === undefined && fault.dribbleMs === undefined) {
    await writeAll(conn, concat(ENCODER.encode(head), body.subarray(0, cut)));
  } else {
    await writeAll(conn, ENCODER.encode(head));
    await delay(fault.delayBodyMs ?? 0, { signal });
    await writeBody(conn, body.subarray(0, cut), options);
  }
  return keepAlive && cut === body.length;
}

/** Writes all bytes to a connection. */
export async function writeAll(
  conn: Deno.Conn,
  bytes: Uint8Array,
): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    sent += await conn.write(bytes.subarray(sent));
  }
}

async function writeBody(
  conn: Deno.Conn,
  body: Uint8Array,
  { fault, signal }: SendOptions,
): Promise<void> {
  if (fault.dribbleMs === undefined) return await writeAll(conn, body);
  for (let index = 0; index < body.length; index++) {
    await delay(fault.dribbleMs, { signal });
    await writeAll(conn, body.subarray(index, index + 1));
  }
}

function headText(answer: Answer, keepAlive: boolean): string {
  const headers: Record<string, string> = {
    ...answer.headers,
    "Date": new Date().toUTCString(),
  };
  if (answer.status !== 204 && answer.status !== 304) {
    headers["Content-Length"] = String(answer.body.length);
  }
  if (!keepAlive) headers["Connection"] = "close";
  const lines = Object.entries(headers).map(([name, value]) =>
    `${name}: ${value}\r\n`
  );
  const reason = STATUS_TEXT[answer.status] ?? "Unknown";
  return `HTTP/1.1 ${answer.status} ${reason}\r\n${lines.join("")}\r\n`;
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
