import { assertEquals, assertRejects } from "@std/assert";
import { exitRecordPaths } from "../../lib/etcd/exit_record.ts";
import { CaBundleError } from "../../lib/sidecar/ca_bundle.ts";
import {
  createSidecarBootstrap,
  type SidecarBootstrapOptions,
} from "../../lib/sidecar/sidecar_bootstrap.ts";
import { captureLog } from "../support/captured_log.ts";
import { createCa, writePem } from "../support/certificates.ts";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

const SCOPE = {
  permissions: {
    net: ["127.0.0.1"],
    read: true,
    write: true,
    sys: ["systemMemoryInfo"],
  },
} satisfies { permissions: Deno.TestDefinition["permissions"] };
const READ_AHEAD = "read the data ahead of the validation";
const { signal } = new AbortController();

for (
  const [content, mode] of [
    ["terminated", "sanity"],
    ["interrupt", "sanity"],
    ["killed", "full"],
    [undefined, "full"],
  ] as const
) {
  Deno.test(
    `createSidecarBootstrap() asks for ${mode} when the record is ${content}`,
    SCOPE,
    async () => {
      await using dir = await tempDir();
      await using sidecar = await startStandInSidecar();
      using log = captureLog();
      const { exitCodeFile, validationMarkerFile } = exitRecordPaths(dir.path);
      if (content !== undefined) {
        await Deno.writeTextFile(exitCodeFile, content);
      }
      await Deno.writeTextFile(validationMarkerFile, "");
      await using bootstrap = await createSidecarBootstrap({
        ...optionsFor(dir.path, sidecar.hostPort),
        logger: log.logger,
      });
      await bootstrap.initialize(signal);
      assertEquals(sidecar.initializations, [mode]);
      // The record stays until etcd is about to be started, the marker (F48) not.
      assertEquals(
        (await Array.fromAsync(Deno.readDir(dir.path))).map(({ name }) => name),
        content === undefined ? [] : ["exit_code"],
      );
      const line = log.find(
        "last captured exit code read, assuming sanity validation to be done.",
      );
      assertEquals(
        [line?.["exitCodeFilePath"], line?.["signal-captured"]],
        mode === "full" ? [undefined, undefined] : [exitCodeFile, content],
      );
    },
  );
}

for (
  const [isReadAheadOn, content, isRead] of [
    [true, undefined, true],
    [true, "terminated", false],
    [false, undefined, false],
  ] as const
) {
  Deno.test(
    `createSidecarBootstrap() ${
      isRead ? "reads" : "does not read"
    } ahead with ${isReadAheadOn}, ${content}`,
    SCOPE,
    async () => {
      await using dir = await tempDir();
      await using sidecar = await startStandInSidecar({
        initializationMs: 500,
      });
      using log = captureLog();
      if (content !== undefined) {
        await Deno.writeTextFile(`${dir.path}/exit_code`, content);
      }
      await Deno.mkdir(`${dir.path}/new.etcd/member/snap`, { recursive: true });
      await Deno.writeTextFile(`${dir.path}/new.etcd/member/snap/db`, "data");
      let triggers = 0;
      await using bootstrap = await createSidecarBootstrap({
        ...optionsFor(dir.path, sidecar.hostPort),
        isReadAheadOn,
        onTriggered: () => triggers++,
        logger: log.logger,
      });
      assertEquals(triggers, 0);
      const initializing = bootstrap.initialize(signal);
      if (isRead) await until("the read", () => log.find(READ_AHEAD));
      await initializing;
      assertEquals(triggers, 1);
      assertEquals(log.find(READ_AHEAD) !== undefined, isRead);
    },
  );
}

Deno.test(
  "createSidecarBootstrap() fetches the configuration over TLS",
  SCOPE,
  async () => {
    await using dir = await tempDir();
    const ca = await createCa("test");
    const caBundlePath = await writePem(dir.path, "ca.crt", ca.certPem);
    const pair = await ca.issue({ commonName: "sidecar" });
    await using sidecar = await startStandInSidecar({
      config: "name: a\n",
      tls: { cert: pair.certPem, key: pair.keyPem },
    });
    using log = captureLog();
    await using bootstrap = await createSidecarBootstrap({
      ...optionsFor(dir.path, sidecar.hostPort),
      address: { hostPort: sidecar.hostPort, tlsEnabled: true, caBundlePath },
      logger: log.logger,
    });
    const config = await bootstrap.fetchConfig(signal);
    assertEquals(new TextDecoder().decode(config), "name: a\n");
  },
);

Deno.test(
  "createSidecarBootstrap() rejects a CA bundle without certificates (F34)",
  SCOPE,
  async () => {
    await using dir = await tempDir();
    using log = captureLog();
    const caBundlePath = await writePem(dir.path, "ca.crt", "nothing\n");
    await assertRejects(
      () =>
        createSidecarBootstrap({
          ...optionsFor(dir.path, "localhost:1"),
          address: { hostPort: "localhost:1", tlsEnabled: true, caBundlePath },
          logger: log.logger,
        }),
      CaBundleError,
    );
  },
);

function optionsFor(
  dataVolumeDir: string,
  hostPort: string,
): Omit<SidecarBootstrapOptions, "logger"> {
  return {
    address: { hostPort, tlsEnabled: false, caBundlePath: "" },
    dataVolumeDir,
    exitRecord: exitRecordPaths(dataVolumeDir),
    isReadAheadOn: false,
    onProgress() {},
    onTriggered() {},
    record: { onCall() {}, onBackOff() {} },
  };
}
