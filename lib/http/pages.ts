import { STATUS_CODE } from "@std/http/status";
import type { HealthTracker } from "../health/health_tracker.ts";
import { statusDocument } from "../health/status_document.ts";
import { EXPOSITION_TYPE, formatExposition } from "../metrics/exposition.ts";
import { healthMetrics } from "../metrics/health_metrics.ts";
import { memberMetrics } from "../metrics/member_metrics.ts";
import { processMetrics } from "../metrics/process_metrics.ts";
import type { WrapperMetrics } from "../metrics/wrapper_metrics.ts";
import { createEventStreams } from "./event_streams.ts";
import { PAGE_HTML } from "./page/page_html.ts";
import { PAGE_SCRIPT } from "./page/page_script.ts";
import { PAGE_STYLE } from "./page/page_style.ts";
import type { PageAnswer } from "./page_paths.ts";
import { respondJson, respondText } from "./respond.ts";

/** What the pages show. */
export interface PagesOptions {
  /** What is shown. */
  readonly health: HealthTracker;
  /** What has been counted. */
  readonly metrics: WrapperMetrics;
}

/** What {@linkcode createPages} needs. */
export interface CreatePagesOptions extends PagesOptions {
  /** Ends the streams of events. */
  readonly closing: AbortSignal;
}

/**
 * Nothing but the page's own files, and nothing from elsewhere: what a member
 * tells of itself cannot be made to run.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Creates what answers the requests for the pages. */
export function createPages(options: CreatePagesOptions): PageAnswer {
  const { health } = options;
  const streams = createEventStreams(options);
  return function answer(request) {
    switch (new URL(request.url).pathname) {
      case "/":
        return respondAsset(PAGE_HTML, "text/html");
      case "/page.css":
        return respondAsset(PAGE_STYLE, "text/css");
      case "/page.js":
        return respondAsset(PAGE_SCRIPT, "text/javascript");
      case "/events":
        return streams.open(request);
      case "/metrics":
        return answerMetrics(options);
      case "/status":
        return respondJson(statusDocument(health.current), STATUS_CODE.OK);
    }
    return respondText("404 page not found\n", STATUS_CODE.NotFound);
  };
}

function answerMetrics({ health, metrics }: PagesOptions): Response {
  const { current } = health;
  const text = formatExposition([
    ...healthMetrics(current, Date.now()),
    ...memberMetrics(current.member),
    ...Object.values(metrics).map(({ family }) => family),
    ...processMetrics(current.startedAtMs),
  ]);
  return new Response(text, { headers: { "content-type": EXPOSITION_TYPE } });
}

function respondAsset(text: string, type: string): Response {
  return new Response(text, {
    headers: {
      "content-type": `${type}; charset=utf-8`,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      // A page must not outlive the program that knows how to feed it.
      "cache-control": "no-cache",
    },
  });
}
