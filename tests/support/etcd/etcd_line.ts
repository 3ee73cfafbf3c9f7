/** A minor release line of etcd. */
export type EtcdLine = "3.4" | "3.5" | "3.6";

/** The release of every line that is provisioned when none is given. */
export const PINNED_VERSIONS: Readonly<Record<EtcdLine, string>> = {
  "3.4": "3.4.44",
  "3.5": "3.5.35",
  "3.6": "3.6.16",
};

/** The line that development and most tests run on. */
export const DEFAULT_LINE: EtcdLine = "3.5";

/** Says whether the text names a line that can be provisioned. */
export function isEtcdLine(text: string): text is EtcdLine {
  return Object.hasOwn(PINNED_VERSIONS, text);
}

/** Cuts a version down to its line: "3.5.35" becomes "3.5". */
export function lineOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
