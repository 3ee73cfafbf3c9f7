import { assertEquals, assertInstanceOf } from "@std/assert";
import { StopRequest } from "../../lib/process/stop_request.ts";

const PURE = { permissions: "none" } as const;

Deno.test("StopRequest is an error that names what asked", PURE, () => {
  const request = new StopRequest("SIGTERM");
  assertInstanceOf(request, Error);
  assertEquals(request.name, "StopRequest");
  assertEquals(request.origin, "SIGTERM");
  assertEquals(request.message, "Stopped by SIGTERM");
  assertEquals(new StopRequest("/stop").message, "Stopped by /stop");
});
