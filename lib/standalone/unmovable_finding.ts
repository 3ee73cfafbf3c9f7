import type { Finding } from "../validation/finding.ts";

/** Another etcd, directory or cluster is what is wrong here, not the data. */
const NOT_DAMAGED: ReadonlySet<string> = new Set([
  "ETCD_TOO_OLD",
  "MEMBER_FOREIGN",
  "MEMBER_REMOVED",
]);

/**
 * Finds what speaks against moving invalid data aside: data that is not
 * damaged, or that this program just could not read.
 */
export function unmovableFinding(
  findings: readonly Finding[],
  { hasOwnWalDir }: { readonly hasOwnWalDir: boolean },
): Finding | undefined {
  return findings.find(({ code, severity }) =>
    severity === "error" &&
    (NOT_DAMAGED.has(code) || code.endsWith("_READ") ||
      // The volume of the logs may just not be mounted.
      (hasOwnWalDir && code === "WAL_MISSING"))
  );
}
