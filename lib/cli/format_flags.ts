import { START_ETCD_FLAGS } from "./flag_table.ts";
import type { FlagValue } from "./go_flags.ts";
import { formatGoDuration } from "./go_values.ts";

/** Flags as the original logs them: alphabetical, durations in Go's form. */
export function formatFlags(
  flags: Readonly<Record<string, FlagValue>>,
): string {
  return START_ETCD_FLAGS.map(({ name, kind }) => {
    const value = flags[name] ?? "";
    return `${name}: ${
      kind === "duration" ? formatGoDuration(Number(value)) : value
    }`;
  }).join(", ");
}
