import { assertEquals, assertStringIncludes } from "@std/assert";
import { createPod } from "../support/pod.ts";

for (
  const [what, prepare] of [
    ["is missing", () => Promise.resolve()],
    [
      "is no program",
      (path: string) => Deno.writeTextFile(path, "text", { mode: 0o755 }),
    ],
    [
      "is another program",
      (path: string) =>
        Deno.writeTextFile(path, "#!/bin/sh\necho hello\n", { mode: 0o755 }),
    ],
  ] as [string, (path: string) => Promise<void>][]
) {
  Deno.test(`an etcd that ${what} ends the start while the sidecar still validates`, async () => {
    await using pod = await createPod({
      sidecar: { initializationMs: 60_000 },
    });
    const path = `${pod.dir}/not-etcd`;
    await prepare(path);
    await using wrapper = pod.start({
      etcd: path,
      args: [`--etcd-path=${path}`],
    });
    assertEquals((await wrapper.ended()).code, 1);
    const { level, error } = await wrapper.logged(
      "error during start or run of etcd",
    );
    assertEquals(level, "fatal");
    assertStringIncludes(String(error), `Cannot run "${path}" as etcd`);
    assertStringIncludes(String(error), "--etcd-path");
  });
}
