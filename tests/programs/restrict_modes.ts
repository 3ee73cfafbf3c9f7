/** Restricts the modes under a directory and prints the warnings. */
import { restrictFileModes } from "../../lib/etcd/data_dir_modes.ts";

const [dir = ""] = Deno.args;
const warnings: string[] = [];
const logger = {
  warn(message: string, fields: { readonly error: unknown }) {
    warnings.push(`${message}: ${fields.error}`);
  },
};
// Only this much of a logger is used, and LogTape's cache may be unreadable
// for the user that this runs as.
await restrictFileModes(dir, logger as never);
await Deno.stdout.write(new TextEncoder().encode(warnings.join("\n")));
