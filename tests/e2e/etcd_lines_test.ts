import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { findEtcdLines } from "../support/find_etcd_lines.ts";
import { pathExists } from "../support/path_exists.ts";
import { createPod } from "../support/pod.ts";

for (const { line, missing } of await findEtcdLines(["3.4", "3.6"])) {
  const reason = missing === undefined ? "" : ` (skipped: ${missing})`;
  Deno.test({
    name: `F1 F2 etcd ${line} starts, stops and starts again${reason}`,
    ignore: missing !== undefined,
    async fn() {
      await using pod = await createPod({ etcdLine: line });
      for (const mode of ["full", "sanity"]) {
        await using wrapper = await pod.startReady();
        await pod.answers(200);
        assertEquals(pod.sidecar.initializations.at(-1), mode);
        assert(!await pathExists(pod.exitCodeFile));
        wrapper.kill("SIGTERM");
        assertEquals((await wrapper.ended()).code, 0, wrapper.stderr());
        assertEquals(await Deno.readTextFile(pod.exitCodeFile), "terminated");
        // The last line of 3.4 is another one.
        assertStringIncludes(wrapper.stderr(), "shutting down");
      }
    },
  });
}
