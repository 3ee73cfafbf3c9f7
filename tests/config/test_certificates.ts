import { join } from "node:path";
import { createCa, writeKeyPair } from "../support/certificates.ts";

/** Writes `tls.crt`, `tls.key` and `ca.crt`, good for every role. */
export async function writeTestCertificates(directory: string): Promise<void> {
  const ca = await createCa("test");
  const pair = await ca.issue({ commonName: "etcd" });
  await writeKeyPair(directory, "tls", pair);
  await Deno.writeTextFile(join(directory, "ca.crt"), ca.certPem);
}
