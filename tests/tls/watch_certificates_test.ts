import { assertEquals, assertStringIncludes } from "@std/assert";
import { watchCertificates } from "../../lib/tls/watch_certificates.ts";
import { captureLog } from "../support/captured_log.ts";
import { createCa } from "../support/certificates.ts";
import { trackerIn } from "../support/health_tracker.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";

Deno.test("watchCertificates() follows the file, and says once what is wrong", async () => {
  await using dir = await tempDir();
  using log = captureLog();
  const path = `${dir.path}/tls.crt`;
  const health = trackerIn("ready");
  const first = () => health.current.certificates[0];
  const ca = await createCa("ca");
  {
    using _watch = watchCertificates({
      files: [{ path, usages: ["etcd server"] }],
      health,
      logger: log.logger,
      periodMs: 5,
    });
    await until("the missing file", () => first()?.error !== undefined);
    assertStringIncludes(first()?.error ?? "", "No such file");
    await Deno.writeTextFile(path, "garbage");
    await until("the garbage", () => first()?.error?.includes("holds none"));
    await Deno.writeTextFile(
      path,
      (await ca.issue({ commonName: "a" })).certPem,
    );
    await until("the certificate", () => first()?.commonName === "a");
    assertEquals(first()?.error, undefined);
    await Deno.writeTextFile(
      path,
      (await ca.issue({ commonName: "b" })).certPem,
    );
    await until("the next one", () => first()?.commonName === "b");
  }
  const warnings = log.lines.filter(({ level }) => level === "warn")
    .map(({ error }) => String(error).slice(0, 30));
  assertEquals(new Set(warnings).size, warnings.length);
  // A reading that has begun ends before the file is removed.
  const last = health.current;
  await until("no more change", () => health.current === last);
});
