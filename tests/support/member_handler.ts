import {
  createHandler,
  type Handler,
  type HandlerOptions,
} from "../../lib/http/handler.ts";
import { trackerIn } from "./health_tracker.ts";

/** The handler of a member that is ready, as far as nothing else is said. */
export function memberHandler(options: Partial<HandlerOptions> = {}): Handler {
  const health = trackerIn("ready");
  return createHandler({
    health: () => health.current,
    livenessTimeoutMs: 1000,
    adminToken: undefined,
    answerPage: () => new Response("a page"),
    onStop() {},
    ...options,
  });
}
