import { assertEquals, assertStringIncludes } from "@std/assert";
import { trackerIn } from "../support/health_tracker.ts";
import { memberHandler } from "../support/member_handler.ts";

const PURE = { permissions: "none" } as const;
const DELIVERED = { completed: Promise.resolve() };
const JSON_TYPE = "application/json";

for (
  const [what, path, accept, isVerbose] of [
    ["?verbose", "/readyz?verbose", "*/*", true],
    ["?verbose=1", "/readyz?verbose=1", "*/*", true],
    ["Accept: application/json", "/readyz", JSON_TYPE, true],
    ["a list with it", "/readyz", "text/html, application/json;q=0.9", true],
    ["what a kubelet sends", "/readyz", "*/*", false],
  ] as const
) {
  for (const phase of ["ready", "not ready"] as const) {
    Deno.test(
      `/readyz with ${what} while ${phase} ${
        isVerbose ? "says why" : "stays empty"
      }`,
      PURE,
      async () => {
        const health = trackerIn("starting etcd");
        health.enter(
          phase,
          phase === "ready" ? {} : {
            cause: "QuorumLost",
            detail: "1 of 3 voters answer",
          },
        );
        const handle = memberHandler({ health: () => health.current });
        const request = new Request(`http://member${path}`, {
          headers: { accept },
        });
        const response = await handle(request, DELIVERED);
        assertEquals(response.status, phase === "ready" ? 200 : 503);
        const text = await response.text();
        if (!isVerbose) return assertEquals(text, "");
        const { ready, cause, detail } = JSON.parse(text);
        assertEquals(response.headers.get("content-type"), JSON_TYPE);
        assertEquals(
          [ready, cause, detail],
          phase === "ready"
            ? [true, null, ""]
            : [false, "QuorumLost", "1 of 3 voters answer"],
        );
      },
    );
  }
}

Deno.test(
  "/startupz is 503 until the member was ready, and 200 ever after",
  PURE,
  async () => {
    const health = trackerIn("initializing");
    const handle = memberHandler({ health: () => health.current });
    const status = async () =>
      (await handle(new Request("http://member/startupz"), DELIVERED)).status;
    assertEquals(await status(), 503);
    health.enter("ready");
    assertEquals(await status(), 200);
    health.enter("not ready");
    assertEquals(await status(), 200);
  },
);

Deno.test(
  "/livez fails when etcd is silent for longer than the limit, and says so",
  PURE,
  async () => {
    const health = trackerIn("not ready");
    const handle = memberHandler({
      health: () => health.current,
      livenessTimeoutMs: 1000,
    });
    const ask = async () =>
      await handle(new Request("http://member/livez"), DELIVERED);
    assertEquals((await ask()).status, 200);
    health.update({ etcdAnsweredMs: performance.now() - 1500 });
    const response = await ask();
    assertEquals(response.status, 503);
    assertStringIncludes(await response.text(), "no answer for more than 1 s");
    health.update({ etcdAnsweredMs: performance.now() });
    assertEquals((await ask()).status, 200);
  },
);

for (const path of ["/", "/metrics", "/status", "/events", "/page.js"]) {
  Deno.test(`${path} is read only`, PURE, async () => {
    const handle = memberHandler();
    for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
      const request = new Request(`http://member${path}`, { method });
      const response = await handle(request, DELIVERED);
      assertEquals(response.status, 405);
      assertEquals(response.headers.get("allow"), "GET, HEAD");
    }
    const response = await handle(
      new Request(`http://member${path}`),
      DELIVERED,
    );
    assertEquals(await response.text(), "a page");
  });
}
