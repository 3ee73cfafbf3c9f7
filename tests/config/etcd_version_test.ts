import { assertEquals, assertThrows } from "@std/assert";
import { parseEtcdVersion } from "../../lib/config/etcd_version.ts";

Deno.test("parseEtcdVersion() reads the output of etcd", {
  permissions: "none",
}, () => {
  assertEquals(
    parseEtcdVersion(
      "etcd Version: 3.5.35\nGit SHA: abc\nGo Version: go1.26\n",
    ),
    { major: 3, minor: 5, patch: 35 },
  );
  assertEquals(
    parseEtcdVersion("etcd Version: 3.7.0-rc.1\n"),
    { major: 3, minor: 7, patch: 0 },
  );
});

Deno.test("parseEtcdVersion() refuses any other output", {
  permissions: "none",
}, () => {
  assertThrows(
    () => parseEtcdVersion("bash: etcd: not found\nx"),
    SyntaxError,
    'Cannot read the version of etcd: its output begins with "bash: etcd: not found"',
  );
});
