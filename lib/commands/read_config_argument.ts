import { readOwnFile } from "../config/own/read_own_file.ts";
import { VerbError } from "./verb_error.ts";

/** More than this is no configuration. */
const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Reads the file that a verb is given; `-` is standard input, which a program
 * in a container can be given any file by.
 *
 * @throws {VerbError} When it cannot be read.
 */
export async function readConfigArgument(path: string): Promise<Uint8Array> {
  if (path === "-") return await readAll(Deno.stdin.readable);
  try {
    return await readOwnFile(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new VerbError(`${reason}; "-" reads standard input`);
  }
}

async function readAll(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<Uint8Array> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let sizeBytes = 0;
  for await (const part of stream) {
    parts.push(part);
    sizeBytes += part.length;
    if (sizeBytes > MAX_BYTES) {
      throw new VerbError("Cannot read standard input: more than 4 MiB");
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
