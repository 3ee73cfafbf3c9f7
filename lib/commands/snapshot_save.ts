import denoConfig from "../../deno.json" with { type: "json" };
import type { VerbCall } from "../cli/verb.ts";
import { saveSnapshot } from "../operations/save_snapshot.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { formatBytes } from "../validation/report/format_bytes.ts";
import { askStatus } from "./ask_status.ts";
import { connectEtcd } from "./connect_etcd.ts";
import { print } from "./print.ts";
import { ProgressBar } from "./progress_bar.ts";
import { VerbError } from "./verb_error.ts";
import { showWait } from "./wait_line.ts";

/** Saves a snapshot and verifies it. */
export async function snapshotSave(call: VerbCall): Promise<number> {
  const [path = ""] = call.args;
  using access = await connectEtcd(call);
  // A member that hangs is told by that at once, not by a stream that stalls.
  const { dbSizeBytes } = await askStatus(access, call.stop);
  const beganMs = performance.now();
  const saved = await withProgress((onProgress) =>
    saveSnapshot({
      access,
      path,
      expectedBytes: dbSizeBytes,
      onProgress,
      signal: call.stop,
    })
  ).catch((error) => {
    call.stop.throwIfAborted();
    throw explain(error, path);
  });
  const { sizeBytes, sha256, facts } = saved;
  const tookMs = Math.round(performance.now() - beganMs);
  const document = {
    path,
    endpoint: access.url,
    sizeBytes,
    sha256,
    revision: Number(facts.lastRevision ?? 1),
    raftIndex: Number(facts.consistentIndex ?? 0),
    tookMs,
  };
  await print(
    Deno.stdout,
    call.flags["output"] === "json"
      ? JSON.stringify(document, null, 2)
      : `saved ${path}: ${formatBytes(sizeBytes)}, revision ` +
        `${document.revision}, in ${(tookMs / 1000).toFixed(1)} s\n` +
        `verified: every page, and sha256 ${sha256}`,
  );
  return EXIT_CODE.success;
}

type Progress = Parameters<typeof saveSnapshot>[0]["onProgress"];

/** A bar on a terminal, a line now and then where there is none. */
async function withProgress<T>(
  step: (onProgress: Progress) => Promise<T>,
): Promise<T> {
  if (Deno.stderr.isTerminal()) {
    using saving = new ProgressBar(Deno.stderr, "saving");
    using verifying = new ProgressBar(Deno.stderr, "verifying");
    return await step((name, done, total) =>
      (name === "saving" ? saving : verifying).show(done, total)
    );
  }
  let text = "asking for the snapshot";
  using _wait = showWait(() => text);
  return await step((name, done, total) => {
    text = `${name} ${formatBytes(done)} of ${formatBytes(total)}`;
  });
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof Deno.errors.NotCapable) {
    const roots = denoConfig.permissions.default.write.join(", ");
    return new VerbError(
      `Cannot write "${path}": this program may write nothing but below ` +
        roots,
    );
  }
  return error;
}
