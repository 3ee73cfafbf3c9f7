import { assertEquals } from "@std/assert";
import { describeError } from "../../lib/log/describe_error.ts";

const PURE = { permissions: "none" } as const;

Deno.test("describeError() joins the chain of causes", PURE, () => {
  const inner = new Error("connection refused");
  const middle = new TypeError("fetch failed", { cause: inner });
  const outer = new Error("Cannot get http://h/config", { cause: middle });
  assertEquals(
    describeError(outer),
    "Cannot get http://h/config: fetch failed: connection refused",
  );
});

Deno.test("describeError() leaves out what has been said", PURE, () => {
  const inner = new Error("no such file");
  const outer = new Error("Cannot read: no such file", { cause: inner });
  assertEquals(describeError(outer), "Cannot read: no such file");
});

Deno.test("describeError() takes anything that was thrown", PURE, () => {
  assertEquals(describeError("text"), "text");
  assertEquals(describeError(7), "7");
  assertEquals(describeError(undefined), "");
  assertEquals(describeError(null), "");
  assertEquals(describeError(new RangeError()), "RangeError");
  assertEquals(describeError(new Error("a", { cause: "b" })), "a: b");
});

Deno.test("describeError() ends on a circle of causes", PURE, () => {
  const first = new Error("first");
  const second = new Error("second", { cause: first });
  first.cause = second;
  assertEquals(describeError(first), "first: second");
});
