import { ConfigError, type ConfigProblem } from "../config_error.ts";
import { readDocument } from "../document.ts";
import { readEffectiveConfig } from "../effective_config.ts";
import { parseEtcdConfig } from "../etcd_config.ts";
import { needsFlags, toEtcdFlags } from "../etcd_flags.ts";
import { etcdKeysOf } from "../etcd_keys.ts";
import type { EtcdVersion } from "../etcd_version.ts";
import { resolveOwnConfig } from "../own/own_config.ts";
import { readSettings } from "../settings.ts";
import type { YamlValue } from "../yaml_value.ts";
import type { ConfigFinding, ReportFinding } from "./config_finding.ts";
import { FindingList } from "./finding_list.ts";
import { findKeyPlaces } from "./key_places.ts";
import { lintKeys } from "./lint_keys.ts";
import { lintValues } from "./lint_values.ts";
import { memberNames } from "./member_names.ts";

/** What a file is held against. */
export interface LintOptions {
  /** The etcd whose rules count. */
  readonly etcdVersion: EtcdVersion;
  /** The member; empty: every member that the file is for. */
  readonly memberName: string;
  /** Gives a variable's value; without it references stay as they are. */
  readonly lookUp: ((name: string) => string | undefined) | undefined;
}

/** What was found in a file. */
export interface ConfigReport {
  /** In the order of the file. */
  readonly findings: readonly ConfigFinding[];
  /** The members that it was looked at for; none: it is for one. */
  readonly members: readonly string[];
}

/** Looks at a configuration as a start does, and as an operator would. */
export async function lintConfig(
  file: Uint8Array,
  options: LintOptions,
): Promise<ConfigReport> {
  const list = new FindingList();
  const document = await read(file, list.report);
  if (document === undefined) return { findings: list.close(), members: [] };
  lintDocument(file, document, { options, list });
  const members = options.memberName === ""
    ? memberNames(document)
    : [options.memberName];
  for (const memberName of members.length === 0 ? [""] : members) {
    await list.forMember(
      memberName,
      (report) => lintMember(file, { ...options, memberName }, report),
    );
  }
  return { findings: list.close(members), members };
}

async function read(
  file: Uint8Array,
  report: ReportFinding,
): Promise<YamlValue | undefined> {
  try {
    return await readDocument(file);
  } catch (error) {
    // A RangeError is what is left of the stack after absurdly deep nesting.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) {
      throw error;
    }
    report("CONFIG_YAML", { key: "", reason: error.message });
    return undefined;
  }
}

function lintDocument(
  file: Uint8Array,
  document: YamlValue,
  { options, list }: {
    readonly options: LintOptions;
    readonly list: FindingList;
  },
): void {
  const version = options.etcdVersion;
  const etcdKeys = etcdKeysOf(version);
  const places = findKeyPlaces(file, etcdKeys);
  list.setLines(places.lines);
  if (places.endLine !== undefined) {
    const reason = "has several documents: etcd stops reading at line " +
      `${places.endLine}`;
    list.report("DOCUMENT_EXTRA", { key: "", reason });
  }
  for (const [key, lines] of places.lines) {
    if (lines.length < 2) continue;
    const reason = `is there ${lines.length} times, in the lines ` +
      lines.join(", ");
    list.report("KEY_DUPLICATE", { key, reason });
  }
  const { unknownKeys } = readSettings(document, etcdKeys, []);
  lintKeys({
    keys: [...places.lines.keys()],
    unknownKeys: unknownKeys.filter((key) => !OWN_KEYS.has(key)),
    version,
    report: list.report,
  });
}

/** Not etcd's: it names the members of a file for all of them. */
const OWN_KEYS: ReadonlySet<string> = new Set(["member-name-prefix"]);

async function lintMember(
  file: Uint8Array,
  { etcdVersion, memberName, lookUp }: LintOptions,
  report: ReportFinding,
): Promise<void> {
  const names = { memberName, podName: "", hostName: "" };
  let source: Uint8Array;
  try {
    source = (await resolveOwnConfig(file, { ...names, lookUp })).source;
  } catch (error) {
    reportProblems("CONFIG_MEMBER", problemsOf(error), report);
    return;
  }
  try {
    const config = await parseEtcdConfig(source, { etcdVersion });
    if (needsFlags(config, etcdVersion)) toEtcdFlags(config, etcdVersion);
  } catch (error) {
    reportProblems("CONFIG_VALUE", problemsOf(error), report);
  }
  const { values } = readSettings(
    await readDocument(source),
    etcdKeysOf(etcdVersion),
    [],
  );
  lintValues(readEffectiveConfig(values, etcdVersion, []), report);
}

function problemsOf(error: unknown): readonly ConfigProblem[] {
  if (error instanceof ConfigError) return error.problems;
  throw error;
}

function reportProblems(
  code: "CONFIG_MEMBER" | "CONFIG_VALUE",
  problems: readonly ConfigProblem[],
  report: ReportFinding,
): void {
  for (const problem of problems) report(code, problem);
}
