import { assert, assertEquals, assertRejects } from "@std/assert";
import { createSettings, type Settings } from "../../lib/cli/settings.ts";
import { parseStartFlags } from "../../lib/cli/start_flags.ts";
import { concludeRun, EtcdExitError } from "../../lib/member/conclude_run.ts";
import type { MemberEnd } from "../../lib/member/supervise_member.ts";
import { type StopCause, StopRequest } from "../../lib/process/stop_request.ts";
import { captureLog } from "../support/captured_log.ts";
import { tempDir } from "../support/temp_dir.ts";

const FILES = { permissions: { read: true, write: true } } as const;
const CLEAN: MemberEnd = {
  kind: "stopped",
  isClean: true,
  end: { code: 143, signal: "SIGTERM", wasKilled: false },
};
const KILLED: MemberEnd = {
  kind: "stopped",
  isClean: false,
  end: { code: 137, signal: "SIGKILL", wasKilled: true },
};

for (
  const [cause, code, record] of [
    ["SIGTERM", 0, "terminated"],
    ["SIGINT", 0, "interrupt"],
    ["SIGHUP", 129, undefined],
    ["SIGQUIT", 2, undefined],
    ["/stop", 0, undefined],
  ] as const
) {
  Deno.test(
    `concludeRun() gives ${code} and records ${record} after ${cause}`,
    FILES,
    async () => {
      const result = await conclude(CLEAN, cause);
      assertEquals(result, { code, record });
    },
  );
}

Deno.test(
  "concludeRun() records nothing when etcd was not closed (F10)",
  FILES,
  async () => {
    const result = await conclude({ ...CLEAN, isClean: false }, "SIGTERM");
    assertEquals(result, { code: 0, record: undefined });
  },
);

Deno.test(
  "concludeRun() fails when etcd had to be killed (F53)",
  FILES,
  async () => {
    assertEquals(await conclude(KILLED, "SIGTERM"), {
      code: 1,
      record: undefined,
    });
  },
);

Deno.test(
  "concludeRun() fails when etcd ended by itself (F49)",
  FILES,
  async () => {
    for (
      const [end, text] of [
        [{ code: 0, signal: null }, "exit status 0"],
        [{ code: 2, signal: null }, "exit status 2"],
        [{ code: 137, signal: "SIGKILL" }, "signal SIGKILL"],
      ] as const
    ) {
      await assertRejects(
        () => conclude({ kind: "unexpected", end }, undefined),
        EtcdExitError,
        `etcd ended by itself with ${text}`,
      );
    }
  },
);

Deno.test(
  "concludeRun() says by the original's text that etcd ended by itself",
  FILES,
  async () => {
    using log = captureLog();
    await assertRejects(
      () =>
        concludeRun({
          end: { kind: "unexpected", end: { code: 0, signal: null } },
          settings: createTestSettings("/nowhere"),
          logger: log.logger,
          stop: new AbortController().signal,
        }),
      EtcdExitError,
    );
    assertEquals(
      log.lines.map(({ level, msg, reason }) => [level, msg, reason]),
      [[
        "error",
        "etcd server has been aborted, received notification on StopNotify channel",
        "exit status 0",
      ]],
    );
  },
);

Deno.test(
  "concludeRun() fails when the member was never ready (F14)",
  FILES,
  async () => {
    await assertRejects(
      () =>
        conclude({ kind: "never ready", end: CLEAN.end as never }, undefined),
      EtcdExitError,
      "etcd was not ready within 12 s and has been stopped (signal SIGTERM)",
    );
  },
);

Deno.test(
  "concludeRun() survives a volume that takes no record (F47)",
  FILES,
  async () => {
    await using dir = await tempDir();
    await Deno.mkdir(`${dir.path}/exit_code`);
    using log = captureLog();
    const stop = AbortSignal.abort(new StopRequest("SIGTERM"));
    const settings = createTestSettings(dir.path);
    const code = await concludeRun({
      end: CLEAN,
      settings,
      logger: log.logger,
      stop,
    });
    assertEquals(code.exitCode, 0);
    assert(
      log.messages("warn").includes(
        "cannot record the clean end, the next validation is full",
      ),
    );
  },
);

/** Concludes a run on an empty volume, gives the code and the record. */
async function conclude(
  end: MemberEnd,
  cause: StopCause | undefined,
): Promise<{ code: number; record: string | undefined }> {
  await using dir = await tempDir();
  using log = captureLog();
  const stop = cause === undefined
    ? new AbortController().signal
    : AbortSignal.abort(new StopRequest(cause));
  const settings = createTestSettings(dir.path);
  const code = await concludeRun({ end, settings, logger: log.logger, stop });
  const record = await Deno.readTextFile(`${dir.path}/exit_code`)
    .catch(() => undefined);
  return { code: code.exitCode, record };
}

function createTestSettings(dataVolumeDir: string): Settings {
  return createSettings(
    parseStartFlags([
      "--backup-restore-host-port=localhost:8080",
      "--etcd-ready-timeout=12s",
      `--data-volume-dir=${dataVolumeDir}`,
    ]),
  );
}
