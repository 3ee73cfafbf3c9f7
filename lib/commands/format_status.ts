import type { DaemonStatus } from "../admin/daemon_status.ts";
import { formatBytes } from "../validation/report/format_bytes.ts";
import { formatTable } from "./format_table.ts";
import type { Paint } from "./paint.ts";

/** How the status is shown. */
export interface FormatStatusOptions {
  /** With or without colours. */
  readonly paint: Paint;
  /** Now, in milliseconds since the epoch. */
  readonly nowMs: number;
}

/** The status as a few lines for people. */
export function formatStatus(
  status: DaemonStatus,
  { paint, nowMs }: FormatStatusOptions,
): string {
  const { ready, cause, meaning, detail, phase, progressPercent } = status;
  const rows: [string, string][] = [
    [
      "ready",
      ready ? paint.good("yes") : paint.bad("no"),
    ],
    ["phase", `${phase}, for ${formatAge(status.since, nowMs)}`],
  ];
  if (cause !== null) {
    const text = `${cause}: ${meaning ?? ""}`;
    rows.push(["cause", ready ? paint.middling(text) : paint.bad(text)]);
  }
  if (detail !== "") rows.push(["detail", detail]);
  if (progressPercent !== null) rows.push(["progress", `${progressPercent} %`]);
  rows.push(...memberRows(status, paint), ...otherRows(status, paint, nowMs));
  return formatTable(rows);
}

function memberRows(
  { member }: DaemonStatus,
  paint: Paint,
): [string, string][] {
  if (member === null) return [];
  const self = member.members.find(({ self }) => self);
  const rows: [string, string][] = [
    ["member", `${self?.name ?? member.id}, ${member.role}`],
    [
      "raft",
      `term ${member.raftTerm}, index ${member.raftIndex}, ` +
      `applied ${member.raftAppliedIndex}`,
    ],
    [
      "database",
      `${formatBytes(member.dbSizeBytes)} of ${
        formatBytes(member.quotaBytes)
      }` +
      `, ${formatBytes(member.dbInUseBytes)} in use`,
    ],
  ];
  const { quorum } = member;
  if (quorum !== null) {
    const text = `${quorum.answering} of ${quorum.voters} voters answer, ` +
      `${quorum.needed} needed`;
    const isWhole = quorum.answering === quorum.voters;
    rows.push(["quorum", isWhole ? text : paint.bad(text)]);
  }
  const silent = member.members.filter(({ answers }) => answers === false);
  if (silent.length > 0) {
    const names = silent.map(({ name, id }) => name || id).join(", ");
    rows.push(["silent", paint.bad(names)]);
  }
  if (member.alarms.length > 0) {
    rows.push(["alarms", paint.bad(member.alarms.join(", "))]);
  }
  return rows;
}

function otherRows(
  status: DaemonStatus,
  paint: Paint,
  nowMs: number,
): [string, string][] {
  const { sidecar, lastStop, versions, connection } = status;
  const rows: [string, string][] = [];
  if (sidecar !== null) {
    rows.push([
      "sidecar",
      `${sidecar.lastOperation}: ${sidecar.lastAnswer} ` +
      `(${sidecar.attempts} requests, ${sidecar.failures} failed)`,
    ]);
  }
  for (const certificate of status.certificates) {
    const { path, usages, expiresAt, error } = certificate;
    const text = error === null
      ? `expires ${expiresAt}`
      : paint.bad(`cannot be used: ${error}`);
    rows.push(["certificate", `${path} (${usages.join(", ")}) ${text}`]);
  }
  if (lastStop !== null) {
    const kind = lastStop.clean ? "clean" : paint.middling("not clean");
    rows.push(["last stop", `${lastStop.at}, ${lastStop.cause}, ${kind}`]);
  }
  const { startDecision, configDrift } = status;
  if (startDecision) {
    const { decision, reason } = startDecision;
    rows.push(["decided", `${decision}: ${reason}`]);
  }
  if (configDrift) {
    const { keys, problem } = configDrift;
    const text = problem === ""
      ? `restart needed: ${keys.join(", ")}`
      : `the next start would fail: ${problem}`;
    rows.push(["config", paint.middling(text)]);
  }
  if (connection) rows.push(["etcd at", connection.clientUrl]);
  rows.push([
    "versions",
    `etcd ${versions.etcd ?? "unknown"}, etcd-wrapper ${versions.wrapper}, ` +
    `up for ${formatAge(status.startedAt, nowMs)}`,
  ]);
  return rows;
}

/** The time since a moment, in the two greatest of its units. */
function formatAge(since: string, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(since)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
