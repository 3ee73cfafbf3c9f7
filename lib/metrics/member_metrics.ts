import type { MemberFacts } from "../health/member_facts.ts";
import type { MetricFamily, Sample } from "./metric_family.ts";

const ROLES = ["leader", "follower", "learner"] as const;
const ALARMS = ["NOSPACE", "CORRUPT"] as const;

/** The metrics that show the member as etcd told it last. */
export function memberMetrics(
  member: MemberFacts | undefined,
): MetricFamily[] {
  if (member === undefined) return [];
  return [
    gauge(
      "role",
      "1 for what the member is in its cluster, 0 for every other role.",
      ROLES.map((role) => one(role === member.role, { role })),
    ),
    gauge("has_leader", "Whether the member knows a leader.", [
      one(member.leaderId !== undefined),
    ]),
    gauge(
      "alarm",
      "1 for an alarm that is raised in the cluster.",
      ALARMS.map((alarm) => one(member.alarms.includes(alarm), { alarm })),
    ),
    plain("db_size_bytes", "Size of the database file.", member.dbSizeBytes),
    plain(
      "db_in_use_bytes",
      "Part of the database file that is not free for reuse.",
      member.dbInUseBytes,
    ),
    plain("db_quota_bytes", "Limit of the file's size.", member.quotaBytes),
    plain("raft_term", "Term of the last election.", member.raftTerm),
    plain("raft_index", "Last committed entry.", member.raftIndex),
    plain(
      "raft_applied_index",
      "Last entry that was applied to the database.",
      member.raftAppliedIndex,
    ),
    plain(
      "as_of_timestamp_seconds",
      "When etcd told what the other member metrics show.",
      member.asOfMs / 1000,
    ),
    ...quorumMetrics(member),
  ];
}

function quorumMetrics({ quorum }: MemberFacts): MetricFamily[] {
  if (quorum === undefined) return [];
  return [
    plain("quorum_voters", "Members with a vote.", quorum.voters),
    plain("quorum_needed", "Votes that a decision takes.", quorum.needed),
    plain(
      "quorum_answering",
      "Voters that answered when they were asked last.",
      quorum.answering,
    ),
  ];
}

function plain(name: string, help: string, value: number): MetricFamily {
  return gauge(name, help, [{ labels: {}, value }]);
}

function gauge(
  name: string,
  help: string,
  samples: readonly Sample[],
): MetricFamily {
  return { name: `etcd_wrapper_member_${name}`, help, type: "gauge", samples };
}

function one(isSo: boolean, labels: Readonly<Record<string, string>> = {}) {
  return { labels, value: isSo ? 1 : 0 };
}
