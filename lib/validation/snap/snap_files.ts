import type { Finding } from "../finding.ts";
import { namesIn } from "../names_in.ts";

/** What lies in the directory of the snapshots. */
export interface SnapFiles {
  /** Names of snapshot files, the one that etcd tries first in front. */
  readonly names: readonly string[];
  /** About everything else. */
  readonly findings: readonly Finding[];
}

/** Lists the snapshot files; there are none where there is no directory. */
export async function listSnapFiles(snapDir: string): Promise<SnapFiles> {
  const names: string[] = [];
  const findings: Finding[] = [];
  for (const name of await namesIn(snapDir)) {
    if (name === "db") continue;
    // etcd removes these two kinds before it looks for snapshots.
    const isTemporary = TEMPORARY_REGEXP.test(name);
    if (name.endsWith(".snap") && !isTemporary) names.push(name);
    else findings.push(other(name, `${snapDir}/${name}`));
  }
  return { names: names.sort().reverse(), findings };
}

const TEMPORARY_REGEXP = /^(tmp|db\.tmp)/;

function other(name: string, file: string): Finding {
  const known = LEFTOVERS.find(({ pattern }) => pattern.test(name));
  const { message, action } = known ?? UNKNOWN;
  return {
    code: known === undefined ? "SNAP_FOREIGN_FILE" : "SNAP_LEFTOVER",
    severity: "info",
    file,
    offset: undefined,
    message,
    action,
  };
}

const UNKNOWN = {
  message: "The file is no snapshot: etcd does not read it",
  action: "Move it out of the directory if nothing else needs it",
};

const LEFTOVERS = [
  {
    pattern: TEMPORARY_REGEXP,
    message: "A file that was being written when etcd ended: etcd removes it",
    action: "Nothing",
  },
  {
    pattern: /\.snap\.broken$/,
    message: "A snapshot file that etcd could not read and has put aside",
    action: "Remove it when the member is well",
  },
  {
    pattern: /\.snap\.db$/,
    message: "A database that the leader has sent: etcd takes its place over " +
      "if the database is older, and removes it otherwise",
    action: "Nothing",
  },
];
