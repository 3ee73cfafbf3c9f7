import type { EffectiveConfig, Report } from "./effective_config.ts";

const LEVELS = [
  "",
  "debug",
  "info",
  "warn",
  "error",
  "dpanic",
  "panic",
  "fatal",
];
const STREAMS = ["default", "stderr", "stdout"];
const JOURNAL = "systemd/journal";

/** Checks the settings of etcd's log as etcd does. */
export function checkLogRules(config: EffectiveConfig, report: Report): void {
  const { settings, version } = config;
  const isOld = version.minor < 5;
  const logger = settings.text("logger", isOld ? "capnslog" : "zap");
  const isOldLogger = isOld && logger === "capnslog";
  if (logger !== "zap" && !isOldLogger) {
    report("logger", `unknown logger option "${logger}"`);
  }
  const level = settings.text("log-level", "info");
  if (!isOldLogger && !LEVELS.includes(level.toLowerCase())) {
    report("log-level", `unrecognized level "${level}"`);
  }
  const format = settings.text("log-format", "json");
  if (version.minor > 5 && !["", "json", "console"].includes(format)) {
    report("log-format", `must be json or console, but is "${format}"`);
  }
  checkOutputs(config, isOldLogger, report);
  if (!isOld && settings.flag("enable-log-rotation")) {
    checkRotation(config, report);
  }
}

function checkOutputs(
  { settings, version }: EffectiveConfig,
  isOldLogger: boolean,
  report: Report,
): void {
  const key = "log-outputs";
  const outputs = settings.list(key);
  if (version.minor < 5 && settings.has("log-output")) {
    // Two keys for one thing, which the old line weighs against each other.
    return;
  }
  if (outputs.length > 1 && outputs.includes("default")) {
    report(key, 'several outputs with "default" are not supported');
  } else if (outputs.length > 1 && outputs.includes(JOURNAL)) {
    report(key, `"${JOURNAL}" does not go with other outputs`);
  }
  if (!isOldLogger || outputs.length === 0) return;
  if (outputs.length > 1 || !STREAMS.includes(outputs[0] ?? "")) {
    report(key, "the logger capnslog takes one of default, stderr, stdout");
  }
}

function checkRotation({ settings }: EffectiveConfig, report: Report): void {
  const outputs = settings.list("log-outputs");
  const files = outputs.filter((output) => !STREAMS.includes(output));
  if (files.length > 1 || (outputs.length <= 1 && files.length === 0)) {
    report("log-outputs", "log rotation requires a single file path");
  }
  if (files.includes("")) report("log-outputs", "a path is empty");
  const key = "log-rotation-config-json";
  if (!settings.has(key)) return;
  try {
    const rotation = JSON.parse(settings.text(key));
    if (typeof rotation !== "object" || Array.isArray(rotation)) {
      report(key, "must be a JSON object");
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report(key, "is not JSON");
  }
}
