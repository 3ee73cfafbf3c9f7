import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  type CertificateFile,
  readCaBaseline,
} from "../../lib/tls/ca_baseline.ts";
import { watchCertificates } from "../../lib/tls/watch_certificates.ts";
import { replaceFile } from "../../lib/replace_file.ts";
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
      files: [{ path, usages: ["etcd server"], isReadOnce: false }],
      baseline: new Map(),
      health,
      logger: log.logger,
      periodMs: 5,
    });
    await until("the missing file", () => first()?.error !== undefined);
    assertStringIncludes(first()?.error ?? "", "No such file");
    await replaceFile(path, "garbage");
    await until("the garbage", () => first()?.error?.includes("holds none"));
    await replaceFile(path, (await ca.issue({ commonName: "a" })).certPem);
    await until("the certificate", () => first()?.commonName === "a");
    assertEquals(first()?.error, undefined);
    await replaceFile(path, (await ca.issue({ commonName: "b" })).certPem);
    await until("the next one", () => first()?.commonName === "b");
  }
  const warnings = log.lines.filter(({ level }) => level === "error")
    .map(({ error }) => String(error).slice(0, 30));
  assertEquals(new Set(warnings).size, warnings.length);
  // A reading that has begun ends before the file is removed.
  const last = health.current;
  await until("no more change", () => health.current === last);
});

Deno.test("watchCertificates() says when etcd would have to read a CA again", async () => {
  await using dir = await tempDir();
  using log = captureLog();
  const path = `${dir.path}/ca.crt`;
  const usages = ["CA of etcd's clients"];
  const files: CertificateFile[] = [{ path, usages, isReadOnce: true }];
  const [first, second] = [await createCa("a"), await createCa("b")];
  await Deno.writeTextFile(path, first.certPem);
  const health = trackerIn("ready");
  const facts = () => health.current.certificates[0];
  const write = (text: string) => replaceFile(path, text);
  {
    using _watch = watchCertificates({
      files,
      baseline: await readCaBaseline(files),
      health,
      logger: log.logger,
      periodMs: 5,
    });
    await until("the first look", () => facts()?.commonName === "a");
    assertEquals(health.current.cause, undefined);
    // A comment and the order do not count.
    await write(`# renewed\n${first.certPem}\n${first.certPem}`);
    await write(first.certPem + second.certPem);
    await until("the second CA", () => facts()?.isRestartNeeded);
    assertEquals(health.current.cause, "CaChanged");
    assertEquals(health.current.isReady, true);
    await write("garbage");
    await until("the garbage", () => facts()?.error !== undefined);
    // etcd would not start on that.
    assertEquals(facts()?.isRestartNeeded, false);
    await write(first.certPem);
    await until("the old one", () => facts()?.error === undefined);
    assertEquals(health.current.cause, undefined);
  }
  assertEquals(log.messages("warn"), [
    "a CA that etcd uses has changed, restart needed",
  ]);
  assertEquals(log.messages("error"), [
    "cannot read a certificate file, what was read before stays in use",
  ]);
  const last = health.current;
  await until("no more change", () => health.current === last);
});
