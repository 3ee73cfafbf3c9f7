import { fromFileUrl } from "@std/path/from-file-url";

const MAIN = fromFileUrl(
  new URL("../support/stand_in_sidecar_main.ts", import.meta.url),
);
const LISTENING_REGEXP = /^Listening on (\S+)$/m;

/** A stand-in sidecar in a process of its own; disposing of it ends it. */
export interface SidecarProcess extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts a stand-in sidecar whose initializations succeed at once. It has its
 * own process so as not to be slowed down by the one that measures.
 */
export async function startSidecarProcess(
  configFile: string,
): Promise<SidecarProcess> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, "--port=0", `--config=${configFile}`],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let url: string | undefined;
  while (url === undefined) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`Cannot start the stand-in sidecar: ${text}`);
    text += value;
    url = LISTENING_REGEXP.exec(text)?.[1];
  }
  const drained = drain(reader);
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
      await drained;
    },
  };
}

async function drain(
  reader: ReadableStreamDefaultReader<string>,
): Promise<void> {
  while (!(await reader.read()).done);
}
