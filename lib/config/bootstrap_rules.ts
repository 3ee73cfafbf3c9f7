import type { EffectiveConfig, Report } from "./effective_config.ts";
import { findMembersProblem, parseMembers } from "./members.ts";
import type { Members } from "./members.ts";

const DEFAULT_NAME = "default";
const DEFAULT_CLUSTER = `${DEFAULT_NAME}=http://localhost:2380`;

/** Checks how a member finds its cluster when it starts for the first time. */
export function checkBootstrapRules(
  config: EffectiveConfig,
  isInitialized: boolean,
  report: Report,
): void {
  const { settings } = config;
  const state = settings.text("initial-cluster-state") || "new";
  if (state !== "new" && state !== "existing") {
    report("initial-cluster-state", `must be new or existing, not "${state}"`);
  }
  const sources = findSources(config);
  if (sources.length > 1) {
    report(
      sources[0] ?? "",
      `cannot be set together with ${sources.slice(1).join(" and ")}`,
    );
  }
  checkDiscovery(config, report);
  const isDiscovered = sources.some((key) => key !== "initial-cluster");
  if (isInitialized || isDiscovered) return;
  try {
    const reason = findMembersProblem(
      parseMembers(effectiveCluster(config)),
      {
        name: settings.text("name", DEFAULT_NAME),
        advertisePeerUrls: config.advertisePeerUrls,
        isExisting: state === "existing",
      },
    );
    if (reason !== undefined && config.advertisePeerUrls.length > 0) {
      report("initial-cluster", reason);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report("initial-cluster", error.message);
  }
}

/** Reads the members of the file, none if it does not name any. */
export function readMembers({ settings }: EffectiveConfig): Members {
  try {
    return parseMembers(settings.text("initial-cluster"));
  } catch (error) {
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
}

/** etcd's default takes part unless something else is set. */
function findSources({ settings }: EffectiveConfig): string[] {
  const discoveries = ["discovery", "discovery-srv"]
    .filter((key) => settings.text(key) !== "");
  if (settings.section("discovery-config").list("endpoints").length > 0) {
    discoveries.push("discovery-config");
  }
  const cluster = settings.text("initial-cluster", DEFAULT_CLUSTER);
  const isStatic = cluster !== "" &&
    (discoveries.length === 0 || cluster !== DEFAULT_CLUSTER);
  return isStatic ? ["initial-cluster", ...discoveries] : discoveries;
}

function checkDiscovery({ settings }: EffectiveConfig, report: Report): void {
  if (
    settings.text("discovery") !== "" &&
    settings.text("initial-cluster-state") === "existing"
  ) {
    report("discovery", "cannot be set when joining an existing cluster");
  }
  const discovery = settings.section("discovery-config");
  const endpoints = discovery.list("endpoints");
  if ((discovery.text("token") !== "") !== (endpoints.length > 0)) {
    report("discovery-config", "needs both token and endpoints");
  }
}

/** A name that differs from the default renames etcd's default cluster. */
function effectiveCluster(config: EffectiveConfig): string {
  const name = config.settings.text("name", DEFAULT_NAME);
  const cluster = config.settings.text("initial-cluster", DEFAULT_CLUSTER);
  if (cluster !== DEFAULT_CLUSTER || name === DEFAULT_NAME) return cluster;
  return config.advertisePeerUrls
    .map(({ href }) => `${name || DEFAULT_NAME}=${href}`).join(",");
}
