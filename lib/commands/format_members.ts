import type { EtcdAlarm } from "../etcd_client/etcd_member.ts";
import type { JsonObject } from "../health/status_document.ts";
import { describeError } from "../log/describe_error.ts";
import type { ClusterView, MemberView } from "../operations/cluster_view.ts";
import { formatBytes } from "../validation/report/format_bytes.ts";
import { formatTable } from "./format_table.ts";
import type { Paint } from "./paint.ts";

const HEAD = [
  "NAME",
  "ID",
  "ROLE",
  "HEALTH",
  "VERSION",
  "DB SIZE",
  "IN USE",
  "TERM",
  "INDEX",
  "APPLIED",
  "CLIENT URLS",
  "PEER URLS",
];

/** The members as a table, with what is wrong below it. */
export function formatMembers(view: ClusterView, paint: Paint): string {
  const rows = view.members.map((it) => cellsOf(it, view));
  const [head = "", ...lines] = formatTable([HEAD, ...rows]).split("\n");
  const problems = view.members.flatMap(({ member, problem }) =>
    problem === undefined ? [] : [paint.bad(`${nameOf(member)}: ${problem}`)]
  );
  const alarms = view.alarms instanceof Error
    ? [paint.bad(`alarms are not known: ${describeError(view.alarms)}`)]
    : view.alarms.map(({ kind, memberId }) =>
      paint.bad(`alarm ${kind}, raised by ${nameById(view, memberId)}`)
    );
  return [
    paint.strong(head),
    ...lines.map((line, index) =>
      view.members[index]?.problem === undefined ? line : paint.bad(line)
    ),
    ...problems,
    ...alarms,
  ].join("\n");
}

/** The name of a member, or its id while it has none. */
export function nameOf(
  member: { readonly name: string; readonly id: string },
): string {
  return member.name || member.id;
}

/** The name that a member's id stands for. */
export function nameById({ members }: ClusterView, id: string): string {
  const found = members.find(({ member }) => member.id === id);
  return found === undefined ? `member ${id}` : nameOf(found.member);
}

function cellsOf(
  { member, role, status, problem }: MemberView,
  { ownId }: ClusterView,
): string[] {
  return [
    `${member.name || "-"}${member.id === ownId ? " *" : ""}`,
    member.id,
    role === "unknown" && member.isLearner ? "learner" : role,
    problem === undefined ? "healthy" : "unhealthy",
    status?.version ?? "-",
    status === undefined ? "-" : formatBytes(status.dbSizeBytes),
    status === undefined ? "-" : formatBytes(status.dbSizeInUseBytes),
    `${status?.raftTerm ?? "-"}`,
    `${status?.raftIndex ?? "-"}`,
    `${status?.raftAppliedIndex ?? "-"}`,
    member.clientUrls.join(",") || "-",
    member.peerUrls.join(","),
  ];
}

/** The members for programs; what is not known is null. */
export function membersDocument(view: ClusterView): JsonObject {
  return {
    members: view.members.map(({ member, role, status, problem }) => ({
      id: member.id,
      name: member.name,
      self: member.id === view.ownId,
      role,
      learner: member.isLearner,
      healthy: problem === undefined,
      problem: problem ?? null,
      version: status?.version ?? null,
      dbSizeBytes: status?.dbSizeBytes ?? null,
      dbInUseBytes: status?.dbSizeInUseBytes ?? null,
      raftTerm: status?.raftTerm ?? null,
      raftIndex: status?.raftIndex ?? null,
      raftAppliedIndex: status?.raftAppliedIndex ?? null,
      revision: status?.revision ?? null,
      clientUrls: member.clientUrls,
      peerUrls: member.peerUrls,
    })),
    alarms: view.alarms instanceof Error
      ? null
      : alarmsDocument(view, view.alarms),
  };
}

/** Alarms for programs. */
export function alarmsDocument(
  view: ClusterView,
  alarms: readonly EtcdAlarm[],
): readonly JsonObject[] {
  return alarms.map(({ memberId, kind }) => ({
    memberId,
    member: nameById(view, memberId),
    kind,
  }));
}
