import { assertEquals } from "@std/assert";
import {
  isEtcdLine,
  lineOf,
  PINNED_VERSIONS,
} from "../support/etcd/etcd_line.ts";
import { programVersion } from "../support/etcd/program_version.ts";
import {
  provisionEtcd,
  provisionSidecar,
  provisionTool,
} from "../support/etcd/provision.ts";
import { SIDECAR_VERSION } from "../support/backup_restore/provision_sidecar.ts";
import { reportLine } from "../support/etcd/terminal.ts";

const NO_GO = "there is no Go toolchain";

/**
 * Provides the part and checks it. Where it cannot be had, for the reason
 * that excuses it, the rest is skipped and the terminal says why.
 */
async function unlessMissing(
  excuse: string,
  provide: () => Promise<string>,
  check: (path: string) => Promise<void>,
): Promise<void> {
  let path: string;
  try {
    path = await provide();
  } catch (error) {
    if (!(error instanceof Error && error.message.includes(excuse))) {
      throw error;
    }
    reportLine(`SKIPPED: ${error.message}`);
    return;
  }
  await check(path);
}

const log = reportLine;

for (const line of Object.keys(PINNED_VERSIONS).filter(isEtcdLine)) {
  Deno.test(`provisionEtcd() provides a real etcd of line ${line}`, async () => {
    // Nothing here builds 3.4, so it is had or it is not.
    const excuse = line === "3.4" ? "" : NO_GO;
    const provide = () => provisionEtcd(line, { log });
    await unlessMissing(excuse, provide, async (path) => {
      assertEquals(lineOf(await programVersion(path)), line);
    });
  });
}

for (const tool of ["etcdctl", "etcdutl"] as const) {
  Deno.test(`provisionTool() provides a real ${tool}`, async () => {
    await unlessMissing(
      NO_GO,
      () => provisionTool(tool, "3.5", { log }),
      async (path) => {
        assertEquals(lineOf(await programVersion(path)), "3.5");
      },
    );
  });
}

Deno.test("provisionSidecar() provides the real sidecar of the pinned version", async () => {
  await unlessMissing(NO_GO, () => provisionSidecar({ log }), async (path) => {
    assertEquals(await programVersion(path), SIDECAR_VERSION);
  });
});
