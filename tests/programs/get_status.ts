/**
 * Reads the sidecar's status once and prints it, or why it cannot be read.
 * Arguments: the URL, a CA bundle or nothing, and `isolated` or not.
 */
import { isolateNetwork } from "../../lib/process/isolate_network.ts";
import { describeError } from "../../lib/log/describe_error.ts";
import { readCaBundle } from "../../lib/sidecar/ca_bundle.ts";
import { createSidecarClient } from "../../lib/sidecar/sidecar_client.ts";

const [url = "", caFile = "", isolated] = Deno.args;
if (isolated === "isolated") isolateNetwork();
using client = createSidecarClient({
  url: new URL(url),
  caCerts: caFile === "" ? [] : await readCaBundle(caFile),
});
const answer = await client.status(new AbortController().signal)
  .catch(describeError);
await Deno.stdout.write(new TextEncoder().encode(answer));
