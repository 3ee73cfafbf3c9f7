import { assert, assertEquals } from "@std/assert";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import { validateWithProgress } from "../../lib/standalone/validate_with_progress.ts";
import { captureLog } from "../support/captured_log.ts";
import { memberConfig } from "../support/member_config.ts";
import { startMember } from "../support/running_member.ts";

const VERSION = { major: 3, minor: 5, patch: 35 };

Deno.test("validateWithProgress() tells how far it is, up to the end", async () => {
  await using member = await startMember();
  await member.etcd.stop();
  const dataDir = `${member.dir}/new.etcd`;
  const text = memberConfig({ dataDir, clientPort: 1, peerPort: 2 });
  using log = captureLog();
  const details: string[] = [];
  const { verdict } = await validateWithProgress({
    config: await parseEtcdConfig(new TextEncoder().encode(text), {
      etcdVersion: VERSION,
    }),
    etcdVersion: VERSION,
    volumeDir: member.dir,
    namespace: undefined,
    lockTimeoutMs: 0,
    mode: "full",
    onProgress: ({ detail = "" }) => details.push(detail),
    logger: log.logger,
    signal: AbortSignal.timeout(60_000),
  });
  assertEquals(verdict, "valid");
  assertEquals(details[0], "validating (full)");
  assertEquals(details.at(-1), "validating 100 %");
  const percents = details.slice(1).map((detail) =>
    Number(/^validating (\d+) %$/.exec(detail)?.[1])
  );
  assertEquals(percents, percents.toSorted((a, b) => a - b));
  assert(percents.some((percent) => percent > 0 && percent < 100));
  const line = log.find("validated the data");
  assertEquals([line?.["mode"], line?.["verdict"]], ["full", "valid"]);
});
