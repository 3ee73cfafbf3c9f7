import { assertEquals } from "@std/assert";
import { findEtcd } from "../../lib/etcd/etcd_path.ts";
import { tempDir } from "../support/temp_dir.ts";

Deno.test("findEtcd() takes what was asked for", {
  permissions: "none",
}, async () => {
  assertEquals(await findEtcd("/opt/etcd", "/srv/wrapper"), "/opt/etcd");
  assertEquals(await findEtcd("etcd-3.5", "/srv/wrapper"), "etcd-3.5");
});

Deno.test("findEtcd() takes etcd beside the program, else PATH's", {
  permissions: { read: true, write: true },
}, async () => {
  await using dir = await tempDir();
  const program = `${dir.path}/etcd-wrapper`;
  assertEquals(await findEtcd("", program), "etcd");
  await Deno.mkdir(`${dir.path}/etcd`);
  assertEquals(await findEtcd("", program), "etcd");
  await Deno.remove(`${dir.path}/etcd`);
  await Deno.writeTextFile(`${dir.path}/etcd`, "");
  assertEquals(await findEtcd("", program), `${dir.path}/etcd`);
});

Deno.test("findEtcd() takes a program in the root directory", {
  permissions: "none",
}, async () => {
  // Reading outside of the grants counts as not being there.
  assertEquals(await findEtcd("", "/etcd-wrapper"), "etcd");
});
