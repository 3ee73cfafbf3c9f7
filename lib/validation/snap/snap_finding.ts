import type { Finding } from "../finding.ts";

/**
 * Makes a finding about a snapshot file. None is an error by itself: etcd goes
 * on with an older snapshot, if its log reaches back to that.
 */
export function snapFinding(
  code: string,
  file: string,
  detail: string,
): Finding {
  const { meaning, action, severity = "warning" } = KINDS[code] ?? BROKEN;
  return {
    code,
    severity,
    file,
    offset: undefined,
    message: `${detail[0]?.toUpperCase()}${detail.slice(1)}: ${meaning}`,
    action,
  };
}

interface Kind {
  readonly severity?: Finding["severity"];
  readonly meaning: string;
  readonly action: string;
}

const BROKEN: Kind = {
  meaning: "etcd puts the file aside and looks for an older snapshot",
  action: "Nothing, if the log reaches back to an older snapshot",
};

const KINDS: Readonly<Record<string, Kind>> = {
  "SNAP_NAME": {
    meaning: "etcd goes by the content, but tries the files by their names",
    action: "Give the file the name of what it holds",
  },
  "SNAP_NOT_RECORDED": {
    severity: "info",
    meaning: "etcd was ended between writing the file and recording it, and " +
      "does not use it",
    action: "Nothing",
  },
  "SNAP_UNFINISHED": {
    severity: "info",
    meaning: "etcd was ended while it wrote the file, before it recorded it " +
      "in the log. It starts from an older snapshot and puts the file aside",
    action: "Nothing",
  },
  "SNAP_SIZE": {
    meaning: "that is more than is read here, so it was not checked",
    action: "Read it with etcd's own tools",
  },
};
