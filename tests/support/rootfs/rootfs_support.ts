import { findOnPath } from "../etcd/find_on_path.ts";

/**
 * Says why no root directory can be entered on this machine, for the name of
 * a skipped test; undefined when it can.
 */
export async function whyNoRootfs(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "needs Linux";
  if (Deno.uid() !== 0) return "needs root";
  for (const tool of ["unshare", "mount", "chroot", "ldd"]) {
    if (await findOnPath(tool, Deno.env.get("PATH") ?? "") === undefined) {
      return `needs ${tool}`;
    }
  }
  const { success } = await new Deno.Command("unshare", {
    args: ["--mount", "--pid", "--fork", "true"],
    stdout: "null",
    stderr: "null",
  }).output();
  return success ? undefined : "needs mount and pid namespaces";
}
