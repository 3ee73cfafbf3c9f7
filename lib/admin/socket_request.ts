import { type IncomingMessage, request } from "node:http";
import denoConfig from "../../deno.json" with { type: "json" };
import { NoDaemonError } from "./no_daemon_error.ts";

/** What {@linkcode requestOnSocket} needs. */
export interface SocketRequestOptions {
  /** The Unix socket. */
  readonly socketPath: string;
  /** `GET`, `POST` or `PUT`. */
  readonly method: string;
  /** What is asked for. */
  readonly path: string;
  /** What is sent along. @default {nothing} */
  readonly body?: string;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Sends an HTTP request over a Unix socket and gives the answer, whose body is
 * still to be read. By `node:http`: Deno's `fetch` does not go to a socket when
 * the environment excepts the host from proxies.
 *
 * @throws {NoDaemonError} When nobody answers on the socket.
 */
export async function requestOnSocket(
  options: SocketRequestOptions,
): Promise<IncomingMessage> {
  const { socketPath, method, path, body = "", signal } = options;
  const answer = Promise.withResolvers<IncomingMessage>();
  try {
    const headers = { "content-length": String(body.length) };
    const sent = request(
      { socketPath, method, path, headers, signal },
      answer.resolve,
    );
    sent.on("error", answer.reject);
    sent.end(body);
    return await answer.promise;
  } catch (error) {
    signal.throwIfAborted();
    throw new NoDaemonError(explain(socketPath, error), { cause: error });
  }
}

function explain(path: string, error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    const roots = denoConfig.permissions.default.write.join(", ");
    return `Cannot open the admin socket "${path}": this program may use ` +
      `nothing but ${roots}, and what is below`;
  }
  const code = error instanceof Error && "code" in error ? error.code : "";
  switch (code) {
    case "ENOENT":
      return `There is no admin socket "${path}": no daemon runs, or it has ` +
        "another --data-volume-dir or --admin-socket; its log says " +
        '"listening on the admin socket"';
    case "ECONNREFUSED":
      return `Nobody answers on the admin socket "${path}": the daemon was ` +
        "killed and has not been started again";
    case "EACCES":
    case "EPERM":
      return `The admin socket "${path}" cannot be opened by user ` +
        `${Deno.uid()}: it is for the daemon's user and root`;
    default:
      return `Cannot speak with the daemon on "${path}": ` +
        `${error instanceof Error ? error.message : error}`;
  }
}
