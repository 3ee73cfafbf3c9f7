import type { KeyText } from "./key_text.ts";

const TRACING = "experimental-distributed-tracing";

/** The keys of the log, of metrics and of tracing. */
export const LOG_TEXTS: readonly KeyText[] = [
  {
    name: "logger",
    meaning: "Format of the log: zap (structured), in 3.4 also capnslog",
    default: "capnslog",
    defaultFrom: { "3.5": "zap" },
  },
  {
    name: "log-level",
    meaning: "Lowest level that is logged: debug, info, warn, error, panic " +
      "or fatal",
    default: "info",
  },
  {
    name: "log-format",
    meaning: "How zap writes a line: json or console",
    default: "json",
  },
  {
    name: "log-outputs",
    meaning: "Where the log goes, as a list: default, stdout, stderr, " +
      "systemd/journal or files",
    default: "default",
  },
  {
    name: "log-output",
    meaning: "The former name of log-outputs",
    default: "",
    deprecated: "write log-outputs",
  },
  {
    name: "log-package-levels",
    meaning: "Log level by package, for capnslog",
    default: "",
    deprecated: "known to 3.4 only; write log-level",
  },
  {
    name: "debug",
    meaning: "Log at the level debug",
    default: "false",
    deprecated: "known to 3.4 only; write log-level: debug",
  },
  {
    name: "enable-log-rotation",
    meaning: "Begin a new log file when the one of log-outputs is full",
    default: "false",
  },
  {
    name: "log-rotation-config-json",
    meaning: "When that is, and how many old ones are kept, as JSON: maxsize " +
      "(MB), maxage (days), maxbackups, localtime, compress",
    default: '{"maxsize": 100, "maxage": 0, "maxbackups": 0, "localtime": ' +
      'false, "compress": false}',
  },
  {
    name: "warning-apply-duration",
    formerName: "experimental-warning-apply-duration",
    meaning: "A request that takes longer to apply is logged as a warning",
    default: "100ms",
  },
  {
    name: "warning-unary-request-duration",
    formerName: "experimental-warning-unary-request-duration",
    meaning: "A call that takes longer as a whole is logged as a warning",
    default: "300ms",
  },
  {
    name: "metrics",
    meaning: "basic, or extensive with histograms of every gRPC method",
    default: "basic",
    druid: {
      value: "basic",
      reason: "unless spec.etcd.metrics says otherwise",
    },
  },
  {
    name: "listen-metrics-urls",
    meaning: "Addresses that serve /metrics and /health in addition; with " +
      "http: for anybody who reaches them",
    default: "",
  },
  {
    name: "enable-pprof",
    meaning: "Serve Go's profiles on the client port",
    default: "false",
  },
  {
    name: "enable-distributed-tracing",
    formerName: "experimental-enable-distributed-tracing",
    meaning: "Send traces to an OpenTelemetry collector",
    default: "false",
  },
  {
    name: "distributed-tracing-address",
    formerName: `${TRACING}-address`,
    meaning: "Address of that collector; 3.5 needs it in a file",
    default: "",
    defaultFrom: { "3.6": "localhost:4317" },
  },
  {
    name: "distributed-tracing-service-name",
    formerName: `${TRACING}-service-name`,
    meaning: "Name of the service in traces, the same for all members; 3.5 " +
      "needs it in a file",
    default: "",
    defaultFrom: { "3.6": "etcd" },
  },
  {
    name: "distributed-tracing-instance-id",
    formerName: `${TRACING}-instance-id`,
    meaning: "Name of the member in traces, unique",
    default: "",
  },
  {
    name: "distributed-tracing-sampling-rate",
    formerName: `${TRACING}-sampling-rate`,
    meaning: "How many of a million calls are traced",
    unit: "calls in a million",
    default: "0",
  },
];
