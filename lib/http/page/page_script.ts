/**
 * What fills the status page. It writes texts only, never markup, so that
 * nothing that a member tells of itself can become part of the page.
 */
export const PAGE_SCRIPT = `"use strict";
const at = (id) => document.getElementById(id);
const UNKNOWN = "–";
let last;

function make(name, text, className) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
}
function bytes(count) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (count >= 1024 && unit < units.length - 1) { count /= 1024; unit++; }
  return (unit === 0 ? count : count.toFixed(1)) + " " + units[unit];
}
function span(ms) {
  const seconds = ms / 1000;
  if (seconds < 10) return seconds.toFixed(2) + " s";
  if (seconds < 120) return Math.round(seconds) + " s";
  if (seconds < 7200) return Math.round(seconds / 60) + " min";
  if (seconds < 172800) return Math.round(seconds / 3600) + " h";
  return Math.floor(seconds / 86400) + " days";
}
const ago = (time) => span(Math.max(Date.now() - Date.parse(time), 0)) + " ago";
const clock = (time) => new Date(time).toLocaleTimeString();

function facts(id, rows) {
  const list = at(id);
  list.replaceChildren();
  for (const [name, value, className] of rows) {
    if (value === null || value === undefined || value === "") continue;
    list.append(make("dt", name), make("dd", String(value), className));
  }
  list.closest("section").hidden = !list.hasChildNodes();
}
function rows(id, items, fill) {
  at(id).replaceChildren(...items.map((item) => {
    const line = make("li");
    fill(line, item);
    return line;
  }));
  at(id).closest("section").hidden = items.length === 0;
}

function showHead(status) {
  const failed = ["ValidationFailed", "QuorumLost", "NoSpace", "Corrupt",
    "CertificateInvalid", "EtcdUnresponsive", "AuthenticationRequired"];
  const bad = failed.includes(status.cause) || status.phase === "not ready";
  const pending = bad ? "failed" : "starting";
  const alarm = status.cause === null ? "ready" : "alarm";
  at("head").dataset.state = status.ready ? alarm : pending;
  at("state").textContent = (status.ready ? "Ready" : "Not ready") +
    (status.cause === null ? "" : ": " + status.cause);
  at("meaning").textContent = status.meaning ?? "";
  at("detail").textContent = status.detail;
  const own = status.member?.members.find((member) => member.self);
  at("title").textContent = "etcd member " + (own?.name ?? "");
  document.title = (status.ready ? "✓ " : "✗ ") + (own?.name ?? "etcd-wrapper");
  at("progress").hidden = status.progressPercent === null;
  at("progress").value = status.progressPercent ?? 0;
}
function showMember(member) {
  facts("member", member === null ? [] : [
    ["role", member.role],
    ["id", member.id],
    ["leader", member.leaderId ?? "none", member.leaderId ? "" : "bad"],
    ["alarms", member.alarms.join(", ") || "none",
      member.alarms.length > 0 ? "bad" : ""],
    ["term", member.raftTerm],
    ["index, applied", member.raftIndex + ", " + member.raftAppliedIndex],
    ["as of", clock(member.asOf)],
  ]);
  at("gauge").hidden = member === null;
  facts("database", member === null ? [] : [
    ["file", bytes(member.dbSizeBytes)],
    ["in use", bytes(member.dbInUseBytes)],
    ["quota", bytes(member.quotaBytes)],
    ["of the quota",
      (100 * member.dbSizeBytes / member.quotaBytes).toFixed(1) + " %"],
  ]);
  if (member === null) return;
  const part = (size) => Math.min(100 * size / member.quotaBytes, 100) + "%";
  at("used").style.width = part(member.dbInUseBytes);
  at("free").style.width = part(member.dbSizeBytes - member.dbInUseBytes);
  at("gauge").className =
    member.dbSizeBytes > 0.9 * member.quotaBytes ? "bad" : "";
}
function showMembers(member) {
  const quorum = member?.quorum;
  at("quorum").textContent = quorum
    ? quorum.answering + " of " + quorum.voters + " voters answer, " +
      quorum.needed + " are needed"
    : "";
  at("quorum").className =
    quorum && quorum.answering < quorum.needed ? "bad" : "soft";
  rows("members", member?.members ?? [], (line, other) => {
    const isUp = other.answers !== false;
    const mark = other.answers === null ? "?" : isUp ? "●" : "○";
    line.append(make("span", mark + " ", isUp ? "good" : "bad"));
    line.append(make("b", other.name || other.id));
    const notes = [other.self && "this member", other.learner && "learner",
      other.id === member.leaderId && "leader", !isUp && "no answer"];
    line.append(make("span", " " + notes.filter(Boolean).join(", "), "soft"));
  });
}
function showCertificates(certificates) {
  rows("certificates", certificates, (line, certificate) => {
    line.append(make("b", certificate.usages.join(", ")));
    const leftMs = Date.parse(certificate.expiresAt) - Date.now();
    const text = certificate.error ?? (certificate.restartNeeded
      ? "changed, restart needed"
      : leftMs < 0 ? "expired " + ago(certificate.expiresAt)
        : "ends in " + span(leftMs));
    const isBad = certificate.error !== null || leftMs < 0;
    const isSoon = leftMs < 7 * 86400000 || certificate.restartNeeded;
    line.append(" ", make("span", text, isBad ? "bad" : isSoon ? "warn" : "good"));
    line.append(make("div", certificate.path, "soft"));
  });
}
function showTimeline(timeline) {
  const lengths = timeline.map(({ from, to }) =>
    Math.max((to === null ? Date.now() : Date.parse(to)) - Date.parse(from), 0));
  const longest = Math.max(...lengths, 1);
  rows("timeline", timeline.map((each, index) => [each, lengths[index]]),
    (line, [{ phase, from }, lengthMs]) => {
      const bar = make("progress");
      bar.max = 1;
      // Phases differ by orders of magnitude: by their logarithms.
      bar.value = Math.log1p(lengthMs) / Math.log1p(longest);
      bar.setAttribute("aria-label", span(lengthMs));
      line.append(make("span", clock(from), "soft"), make("b", phase), bar,
        make("span", span(lengthMs)));
    });
}
function showRest(status) {
  const { sidecar, lastStop, versions } = status;
  facts("sidecar", sidecar === null ? [] : [
    ["requests", sidecar.attempts],
    ["without answer", sidecar.failures, sidecar.failures > 0 ? "warn" : ""],
    ["last", sidecar.lastOperation + ": " + sidecar.lastAnswer],
    ["asked", ago(sidecar.lastAnswerAt)],
    ["next in", sidecar.backOffMs === null ? null : span(sidecar.backOffMs)],
  ]);
  facts("lastStop", lastStop === null ? [] : [
    ["when", lastStop.at && new Date(lastStop.at).toLocaleString()],
    ["cause", lastStop.cause],
    ["signal", lastStop.signal],
    ["clean", lastStop.clean ? "yes" : "no", lastStop.clean ? "" : "warn"],
    ["took", lastStop.durationMs && span(lastStop.durationMs)],
    ["error", lastStop.error, "warn"],
  ]);
  facts("versions", [
    ["etcd-wrapper", versions.wrapper],
    ["etcd", versions.etcd ?? UNKNOWN],
    ["Deno", versions.deno],
  ]);
}
function show(status) {
  last = status;
  showHead(status);
  showMember(status.member);
  showMembers(status.member);
  showCertificates(status.certificates);
  showTimeline(status.timeline);
  showRest(status);
}
function listen() {
  const events = new EventSource("events");
  events.onmessage = (event) => {
    at("live").textContent = "live";
    show(JSON.parse(event.data));
  };
  events.onerror = () => {
    at("live").textContent = "no connection";
    at("head").dataset.state = "unknown";
    // The browser tries again by itself, unless it was turned away.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
  };
}
setInterval(() => { if (last) showTimeline(last.timeline); }, 1000);
listen();
`;
