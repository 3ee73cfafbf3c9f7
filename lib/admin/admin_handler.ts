import { STATUS_CODE } from "@std/http/status";
import type { Handler } from "../http/handler.ts";
import { respondEmpty, respondText } from "../http/respond.ts";
import { isLogLevel } from "../log/log_level.ts";
import type { Logger, LogLevelControl } from "../log/logger.ts";

/** What {@linkcode createAdminHandler} needs. */
export interface AdminHandlerOptions {
  /** Answers everything else. */
  readonly handler: Handler;
  /** Level of the log. */
  readonly logLevel: LogLevelControl;
  /** Gets what happens. */
  readonly logger: Logger;
}

/** A level is a word; no more than this is read of a request. */
const MAX_LEVEL_BYTES = 16;

/** Creates the handler of the admin socket: `/logs/level` and all the rest. */
export function createAdminHandler(options: AdminHandlerOptions): Handler {
  return function handle(request, info) {
    return new URL(request.url).pathname === "/logs/level"
      ? answerLogLevel(request, options)
      : options.handler(request, info);
  };
}

async function answerLogLevel(
  request: Request,
  { logLevel, logger }: AdminHandlerOptions,
): Promise<Response> {
  if (request.method === "GET") {
    return respondText(`${logLevel.get()}\n`, STATUS_CODE.OK);
  }
  if (request.method !== "PUT") {
    return respondEmpty(STATUS_CODE.MethodNotAllowed, { allow: "GET, PUT" });
  }
  const sizeBytes = Number(request.headers.get("content-length") ?? "NaN");
  const level = sizeBytes <= MAX_LEVEL_BYTES
    ? (await request.text()).trim()
    : "";
  if (!isLogLevel(level)) {
    return respondText("give debug, info, warn or error\n", BAD_REQUEST);
  }
  const previous = logLevel.get();
  logLevel.set(level);
  logger.info("changed the log level", { level, previous });
  return respondText(`${level}\n`, STATUS_CODE.OK);
}

const BAD_REQUEST = 400;
