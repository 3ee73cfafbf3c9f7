import { assertEquals } from "@std/assert";
import {
  type DaemonStatus,
  parseDaemonStatus,
} from "../../lib/admin/daemon_status.ts";
import { formatStatus } from "../../lib/commands/format_status.ts";
import { formatTable } from "../../lib/commands/format_table.ts";
import { createPaint } from "../../lib/commands/paint.ts";
import { statusDocument } from "../../lib/health/status_document.ts";
import { trackerIn } from "../support/health_tracker.ts";

const NOW_MS = Date.parse("2026-11-27T12:00:00.000Z");
const MEMBER: DaemonStatus["member"] = {
  id: "8e9e05c52164694d",
  role: "follower",
  leaderId: "1",
  raftTerm: 4,
  raftIndex: 120,
  raftAppliedIndex: 119,
  dbSizeBytes: 20 * 1024,
  dbInUseBytes: 10 * 1024,
  quotaBytes: 2 * 1024 ** 3,
  alarms: ["NOSPACE"],
  version: "3.5.35",
  members: [
    { id: "1", name: "etcd-main-0", learner: false, self: true, answers: true },
    { id: "2", name: "", learner: true, self: false, answers: false },
  ],
  quorum: { voters: 1, needed: 1, answering: 1 },
};

Deno.test("formatStatus() shows a daemon that has just begun", () => {
  const { current } = trackerIn("initializing");
  const status = parseDaemonStatus(JSON.stringify(statusDocument(current)));
  const nowMs = Date.parse(status.since) + 65_000;
  assertEquals(
    formatStatus(status, { paint: createPaint(false), nowMs }),
    `ready     no
phase     initializing, for 1 min 5 s
cause     Initializing: the data is about to be validated
versions  etcd unknown, etcd-wrapper 0.0.0, up for 1 min 5 s`,
  );
});

Deno.test("formatStatus() shows all that is known", () => {
  const status: DaemonStatus = {
    ready: true,
    cause: "NoSpace",
    meaning: "the quota is used up",
    detail: "a detail",
    phase: "ready",
    since: "2026-11-25T10:00:00.000Z",
    startedAt: "2026-11-27T09:58:00.000Z",
    progressPercent: 43,
    member: MEMBER,
    sidecar: {
      attempts: 4,
      failures: 1,
      lastOperation: "config",
      lastAnswer: "OK",
    },
    lastStop: { at: "2026-11-25T09:00:00Z", cause: "SIGTERM", clean: false },
    certificates: [
      { path: "/a", usages: ["x", "y"], expiresAt: "2027", error: null },
      { path: "/b", usages: ["z"], expiresAt: null, error: "no PEM" },
    ],
    connection: {
      clientUrl: "http://localhost:2379",
      caFile: "",
      certFile: "",
      keyFile: "",
    },
    startDecision: { decision: "join", reason: "the cluster has a learner" },
    configDrift: { keys: ["snapshot-count"], problem: "" },
    versions: { wrapper: "1.0.0", deno: "2.9.6", etcd: null },
  };
  const paint = createPaint(false);
  assertEquals(
    formatStatus(status, { paint, nowMs: NOW_MS }),
    `ready        yes
phase        ready, for 2 d 2 h
cause        NoSpace: the quota is used up
detail       a detail
progress     43 %
member       etcd-main-0, follower
raft         term 4, index 120, applied 119
database     20.0 KiB of 2.0 GiB, 10.0 KiB in use
quorum       1 of 1 voters answer, 1 needed
silent       2
alarms       NOSPACE
sidecar      config: OK (4 requests, 1 failed)
certificate  /a (x, y) expires 2027
certificate  /b (z) cannot be used: no PEM
last stop    2026-11-25T09:00:00Z, SIGTERM, not clean
decided      join: the cluster has a learner
config       restart needed: snapshot-count
etcd at      http://localhost:2379
versions     etcd unknown, etcd-wrapper 1.0.0, up for 2 h 2 min`,
  );
});

Deno.test("formatTable() pads all but the ends of the rows", () => {
  assertEquals(
    formatTable([["A", "BB"], ["AAA", ""], ["x", "y", "z"]]),
    [
      "A    BB",
      "AAA",
      "x    y   z",
    ].join("\n"),
  );
  assertEquals(formatTable([]), "");
});
