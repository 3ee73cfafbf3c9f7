import { assertEquals, assertThrows } from "@std/assert";
import { findMembersProblem, parseMembers } from "../../lib/config/members.ts";
import { parseUrlList } from "../../lib/config/url_list.ts";

const NONE = { permissions: "none" } as const;

Deno.test("parseMembers() joins the URLs of one name", NONE, () => {
  assertEquals(
    parseMembers("a=http://h:1,b=http://h:2,,a=http://h:3"),
    new Map([["a", ["http://h:1", "http://h:3"]], ["b", ["http://h:2"]]]),
  );
  assertEquals(parseMembers(""), new Map());
  assertThrows(() => parseMembers("a"), SyntaxError, "URL scheme must be");
});

Deno.test("findMembersProblem() compares with what is announced", NONE, () => {
  const find = (cluster: string, announced: string, isExisting = false) =>
    findMembersProblem(parseMembers(cluster), {
      name: "a",
      advertisePeerUrls: parseUrlList(announced),
      isExisting,
    });
  assertEquals(find("a=http://h:1", "http://h:1"), undefined);
  assertEquals(
    find("b=http://h:1", "http://h:1"),
    `couldn't find local name "a" in it`,
  );
  assertEquals(
    find("a=http://h:1,b=http://h:1", "http://h:1"),
    "has a duplicate url",
  );
  assertEquals(
    find("a=http://1.1.1.1:1", "http://1.1.1.2:1"),
    'has http://1.1.1.1:1 for "a", but initial-advertise-peer-urls is ' +
      "http://1.1.1.2:1",
  );
  // A member that joins has told the cluster already.
  assertEquals(find("a=http://1.1.1.1:1", "http://1.1.1.2:1", true), undefined);
  // A name may stand for that address; etcd will ask.
  assertEquals(find("a=http://h:1", "http://1.1.1.2:1"), undefined);
  assertEquals(find("a=http://h:1", "http://1.1.1.2:2") !== undefined, true);
});
