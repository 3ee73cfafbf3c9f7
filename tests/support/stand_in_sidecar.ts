import { delay } from "@std/async/delay";
import type { Answer } from "./stand_in_sidecar/answer.ts";
import {
  type ConnectionServer,
  type ServerTls,
  startConnectionServer,
} from "./stand_in_sidecar/connection_server.ts";
import { answerRequest } from "./stand_in_sidecar/endpoints.ts";
import { FaultPlan } from "./stand_in_sidecar/faults.ts";
import {
  InitializationState,
  type Initialize,
  type Mode,
  type Status,
} from "./stand_in_sidecar/initialization_state.ts";
import type { RawRequest } from "./stand_in_sidecar/request_reader.ts";
import {
  type Exchange,
  serveConnection,
} from "./stand_in_sidecar/serve_connection.ts";

/** A request that the stand-in sidecar got. */
export interface SidecarRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  /** Milliseconds since the epoch, with fractions. */
  readonly atMs: number;
}

/** How the stand-in sidecar is to behave. */
export interface StandInSidecarOptions {
  /** What `/config` serves; without it the answer is 500. */
  readonly config?: string | Uint8Array;
  /** What a started initialization does. */
  readonly initialize?: Initialize;
  /** How long an initialization takes without `initialize`. @default {0} */
  readonly initializationMs?: number;
  /** @default {"New"} */
  readonly initialStatus?: Status;
  /** @default {"127.0.0.1"} */
  readonly hostname?: string;
  /** @default {0} */
  readonly port?: number;
  readonly tls?: ServerTls;
  /** Gets one line for each answered request. */
  readonly log?: (line: string) => void;
}

/** Starts a double of the backup-restore sidecar's HTTP server. */
export function startStandInSidecar(
  options: StandInSidecarOptions = {},
): Promise<StandInSidecar> {
  return Promise.resolve(new StandInSidecar(options));
}

/** A double of the backup-restore sidecar, with scripted faults. */
export class StandInSidecar implements AsyncDisposable {
  /** The faults that await the requests of each path. */
  readonly faults: FaultPlan = new FaultPlan();
  /** Every request so far, in the order of arrival. */
  readonly requests: SidecarRequest[] = [];
  /** The modes of the initializations that were really started. */
  readonly initializations: Mode[] = [];
  readonly port: number;
  /** Host and port as the command line takes them. */
  readonly hostPort: string;
  readonly url: string;

  readonly #options: StandInSidecarOptions;
  readonly #initialize: Initialize;
  #config: Uint8Array | undefined;
  #configChangedAt = new Date();
  #state: InitializationState;
  #server: ConnectionServer | undefined;

  constructor(options: StandInSidecarOptions) {
    const { hostname = "127.0.0.1", initializationMs = 0, port = 0 } = options;
    this.#options = options;
    this.#initialize = options.initialize ??
      ((_mode, signal) => succeedAfter(initializationMs, signal));
    this.#state = new InitializationState(
      options.initialStatus ?? "New",
      this.#initialize,
    );
    if (options.config !== undefined) this.setConfig(options.config);
    this.#server = this.#listen(port);
    this.port = this.#server.port;
    const host = hostname.includes(":") ? `[${hostname}]` : hostname;
    this.hostPort = `${host}:${this.port}`;
    this.url = `${options.tls ? "https" : "http"}://${this.hostPort}`;
  }

  /** The initialization status as it is, without the effect of a read. */
  get state(): Status {
    return this.#state.status;
  }

  /** Changes what `/config` serves; `undefined` makes it answer 500. */
  setConfig(config: string | Uint8Array | undefined): void {
    this.#config = typeof config === "string"
      ? new TextEncoder().encode(config)
      : config;
    this.#configChangedAt = new Date();
  }

  /** Stops listening and cuts every connection; the state stays. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    await server?.close();
  }

  /** Listens again on the same port; the state stays. */
  start(): Promise<void> {
    this.#server ??= this.#listen(this.port);
    return Promise.resolve();
  }

  /** Does what a restart of the container does: the state becomes `New`. */
  async restart(): Promise<void> {
    await this.stop();
    this.#state.abandon();
    this.#state = new InitializationState("New", this.#initialize);
    await this.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    this.#state.abandon();
  }

  #listen(port: number): ConnectionServer {
    const { hostname = "127.0.0.1", tls } = this.#options;
    return startConnectionServer({
      hostname,
      port,
      tls,
      serve: (conn, signal) =>
        serveConnection(conn, { open: (raw) => this.#open(raw), signal }),
    });
  }

  #open(raw: RawRequest): Exchange {
    const request = record(raw, this.url);
    this.requests.push(request);
    return {
      fault: this.faults.take(request.path),
      answer: () => this.#answer(request),
      onAnswer: (answer) => this.#options.log?.(logLine(raw, answer)),
    };
  }

  #answer(request: SidecarRequest): Answer {
    return answerRequest(request, {
      state: this.#state,
      config: this.#config,
      configChangedAt: this.#configChangedAt,
      tls: this.#options.tls !== undefined,
      onInitialization: (mode) => this.initializations.push(mode),
    });
  }
}

function record(raw: RawRequest, url: string): SidecarRequest {
  const { pathname, searchParams } = new URL(raw.target, url);
  return {
    method: raw.method,
    path: pathname,
    query: searchParams,
    headers: raw.headers,
    atMs: performance.timeOrigin + performance.now(),
  };
}

async function succeedAfter(
  ms: number,
  signal: AbortSignal,
): Promise<"Successful"> {
  if (ms > 0) await delay(ms, { signal });
  return "Successful";
}

function logLine({ method, target }: RawRequest, answer: Answer): string {
  const told = target.startsWith("/initialization/status")
    ? ` ${new TextDecoder().decode(answer.body)}`
    : "";
  return `${method} ${target} ${answer.status}${told}`;
}
