import type { IncomingMessage } from "node:http";
import { withDeadline } from "../with_deadline.ts";
import { type DaemonStatus, parseDaemonStatus } from "./daemon_status.ts";
import { requestOnSocket } from "./socket_request.ts";

/** Speaks with the daemon; every call but `events` ends by its deadline. */
export interface AdminClient {
  /** The socket. */
  readonly path: string;
  /** How the member is. */
  readonly status: (signal: AbortSignal) => Promise<DaemonStatus>;
  /** How it is, now and whenever that changes, until the daemon ends. */
  readonly events: (signal: AbortSignal) => AsyncIterable<DaemonStatus>;
  /** Asks for the stop. */
  readonly stop: (signal: AbortSignal) => Promise<void>;
  /** The log's level. */
  readonly logLevel: (signal: AbortSignal) => Promise<string>;
  /** Changes it. */
  readonly setLogLevel: (level: string, signal: AbortSignal) => Promise<void>;
}

/** The daemon answers from memory; more than that is a daemon that hangs. */
const TIMEOUT_MS = 5000;

/** Creates a client of the daemon behind a socket; there is nothing to close. */
export function createAdminClient(socketPath: string): AdminClient {
  async function call(
    method: string,
    path: string,
    { body = "", signal }: { readonly body?: string; signal: AbortSignal },
  ): Promise<string> {
    return await withDeadline(TIMEOUT_MS, signal, async (signal) => {
      const options = { socketPath, method, path, body, signal };
      const answer = await requestOnSocket(options);
      const text = await readText(answer);
      const { statusCode = 0 } = answer;
      if (statusCode === 200) return text;
      throw new Error(
        statusCode === 404
          ? `The daemon does not know ${path}: it is of another version`
          : `The daemon answered ${method} ${path} with ${statusCode}: ` +
            text.trim(),
      );
    });
  }
  return {
    path: socketPath,
    async status(signal) {
      return parseDaemonStatus(await call("GET", "/status", { signal }));
    },
    async *events(signal) {
      const options = { socketPath, method: "GET", path: "/events", signal };
      const answer = await requestOnSocket(options);
      if (answer.statusCode !== 200) {
        throw new Error(
          `The daemon answered GET /events with ${answer.statusCode}: ` +
            (await readText(answer)).trim(),
        );
      }
      yield* readEvents(answer);
    },
    async stop(signal) {
      await call("POST", "/stop", { signal });
    },
    async logLevel(signal) {
      return (await call("GET", "/logs/level", { signal })).trim();
    },
    async setLogLevel(level, signal) {
      await call("PUT", "/logs/level", { body: level, signal });
    },
  };
}

async function readText(answer: IncomingMessage): Promise<string> {
  answer.setEncoding("utf8");
  let text = "";
  for await (const part of answer) text += part;
  return text;
}

/** The data of server-sent events, each of which the daemon sends in a line. */
async function* readEvents(
  answer: IncomingMessage,
): AsyncGenerator<DaemonStatus> {
  answer.setEncoding("utf8");
  let rest = "";
  for await (const part of answer) {
    rest += part;
    const events = rest.split("\n\n");
    rest = events.pop() ?? "";
    for (const event of events) {
      if (event.startsWith("data: ")) {
        yield parseDaemonStatus(event.slice("data: ".length));
      }
    }
  }
}
