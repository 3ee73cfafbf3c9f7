import { assertEquals, assertRejects } from "@std/assert";
import {
  firstWay,
  type Way,
  WrongChoiceError,
} from "../support/etcd/first_way.ts";

function failing(name: string, error: unknown): Way<string> {
  return { name, take: () => Promise.reject(error) };
}

function working(name: string): Way<string> {
  return { name, take: () => Promise.resolve(name) };
}

Deno.test("firstWay() takes the first that works", async () => {
  const ways = [failing("a", new Error("no")), working("b"), working("c")];
  assertEquals(await firstWay("it", ways), "b");
});

Deno.test("firstWay() names every way and its reason when none works", async () => {
  await assertRejects(
    () => firstWay("it", [failing("a", new Error("no")), failing("b", "off")]),
    Error,
    "Cannot provide it:\n  1. a: no\n  2. b: off",
  );
});

Deno.test("firstWay() does not go on after a wrong choice", async () => {
  const ways = [failing("a", new WrongChoiceError("not this")), working("b")];
  await assertRejects(() => firstWay("it", ways), WrongChoiceError, "not this");
});
