import { assertEquals, assertThrows } from "@std/assert";
import type { Handler } from "../../lib/http/handler.ts";
import { trackerIn } from "../support/health_tracker.ts";
import { memberHandler } from "../support/member_handler.ts";

const PURE = { permissions: "none" } as const;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const DELIVERED = { completed: Promise.resolve() };

for (const method of METHODS) {
  for (const [isReady, status] of [[true, 200], [false, 503]] as const) {
    Deno.test(
      `${method} /readyz gives ${status} when isReady is ${isReady}`,
      PURE,
      async () => {
        const handle = handlerOf({ isReady });
        const response = await handle(requestOf("/readyz", method), DELIVERED);
        assertEquals(response.status, status);
        assertEquals(response.headers.get("content-length"), "0");
        assertEquals(await response.text(), "");
      },
    );
  }

  Deno.test(
    `${method} /stop ${method === "POST" ? "stops" : "is refused (F6)"}`,
    PURE,
    async () => {
      let stops = 0;
      const handle = handlerOf({ onStop: () => stops++ });
      const response = await handle(requestOf("/stop", method), DELIVERED);
      assertEquals(response.status, method === "POST" ? 200 : 405);
      assertEquals(
        response.headers.get("allow"),
        method === "POST" ? null : "POST",
      );
      assertEquals(response.headers.get("content-length"), "0");
      assertEquals(await response.text(), "");
      await settled();
      assertEquals(stops, method === "POST" ? 1 : 0);
    },
  );
}

for (
  const [what, completed, isStopped] of [
    ["not before its answer is delivered", new Promise<void>(() => {}), false],
    ["once its answer is delivered", Promise.resolve(), true],
  ] as const
) {
  Deno.test(`POST /stop stops ${what} (F5)`, PURE, async () => {
    let stops = 0;
    const handle = handlerOf({ onStop: () => stops++ });
    handle(requestOf("/stop", "POST"), { completed });
    await settled();
    assertEquals(stops, isStopped ? 1 : 0);
  });
}

Deno.test("POST /stop stops although its client went away", PURE, async () => {
  let stops = 0;
  const handle = handlerOf({ onStop: () => stops++ });
  const completed = Promise.reject(new Deno.errors.Http("gone"));
  handle(requestOf("/stop", "POST"), { completed });
  await settled();
  assertEquals(stops, 1);
});

for (const path of ["/readyz/", "/readyz2", "/Readyz", "/stop/", "/x"]) {
  Deno.test(`${path} is not found`, PURE, async () => {
    const response = await handlerOf({})(requestOf(path), DELIVERED);
    assertEquals(response.status, 404);
    assertEquals(
      response.headers.get("content-type"),
      "text/plain; charset=utf-8",
    );
    assertEquals(await response.text(), "404 page not found\n");
  });
}

for (
  const [path, location] of [
    ["//readyz", "/readyz"],
    ["///readyz//", "/readyz/"],
    ["//stop?a=1", "/stop?a=1"],
    ["//other.example//readyz", "/other.example/readyz"],
  ] as const
) {
  Deno.test(`${path} is redirected to ${location}`, PURE, async () => {
    let stops = 0;
    const handle = handlerOf({ onStop: () => stops++ });
    const response = await handle(requestOf(path, "POST"), DELIVERED);
    assertEquals(response.status, 301);
    assertEquals(response.headers.get("location"), location);
    assertEquals(stops, 0);
  });
}

Deno.test("any other query is ignored", PURE, async () => {
  const request = requestOf("/readyz?exclude=foo");
  const response = await handlerOf({})(request, DELIVERED);
  assertEquals([response.status, await response.text()], [200, ""]);
});

Deno.test("createHandler() works without any permission", PURE, async () => {
  const response = await handlerOf({})(requestOf("/readyz"), DELIVERED);
  assertEquals(response.status, 200);
  assertThrows(() => Deno.listen({ port: 0 }), Deno.errors.NotCapable);
});

function handlerOf(
  options: {
    readonly isReady?: boolean;
    readonly onStop?: () => void;
    readonly peerState?: () => unknown;
  },
): Handler {
  const { isReady = true, onStop = () => {}, ...others } = options;
  const health = trackerIn(isReady ? "ready" : "starting etcd");
  return memberHandler({ health: () => health.current, onStop, ...others });
}

function requestOf(path: string, method = "GET"): Request {
  return new Request(`http://127.0.0.1:9095${path}`, { method });
}

/** Resolves when everything that was due has had its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test(
  "/peer-state answers what it is given, and is not found without",
  PURE,
  async () => {
    const peerState = () => ({ name: "etcd-main-0", state: "empty" });
    const request = requestOf("/peer-state");
    const response = await handlerOf({ peerState })(request, DELIVERED);
    assertEquals(response.status, 200);
    assertEquals(await response.json(), peerState());
    assertEquals((await handlerOf({})(request, DELIVERED)).status, 404);
  },
);
