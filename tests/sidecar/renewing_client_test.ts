import { assertEquals } from "@std/assert";
import { createRenewingClient } from "../../lib/sidecar/renewing_client.ts";
import { captureLog } from "../support/captured_log.ts";
import { createCa, writePem } from "../support/certificates.ts";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";
import { tempDir } from "../support/temp_dir.ts";

const { signal } = new AbortController();

Deno.test("createRenewingClient() reads a changed CA bundle again, and keeps the old one over garbage", async () => {
  await using dir = await tempDir();
  using log = captureLog();
  const [own, other] = [await createCa("own"), await createCa("other")];
  const { certPem: cert, keyPem: key } = await own.issue({
    commonName: "backup-restore",
  });
  await using sidecar = await startStandInSidecar({ tls: { cert, key } });
  const caBundlePath = await writePem(dir.path, "bundle.crt", other.certPem);
  using client = await createRenewingClient({
    url: new URL(`https://127.0.0.1:${sidecar.port}`),
    caBundlePath,
    logger: log.logger,
  });
  const ask = () => client.status(signal).catch(() => "refused");
  assertEquals(await ask(), "refused");
  await writePem(dir.path, "bundle.crt", other.certPem, own.certPem);
  assertEquals(await ask(), "New");
  await Deno.writeTextFile(caBundlePath, "garbage");
  assertEquals([await ask(), await ask()], ["New", "New"]);
  assertEquals(log.messages("error"), [
    "cannot use the changed CA bundle of the sidecar, the old one stays in use",
  ]);
});
