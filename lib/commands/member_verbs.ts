import type { Flag } from "../cli/flag_table.ts";
import { daemonFlags, memberFlags, OUTPUT_FLAG } from "../cli/member_flags.ts";
import type { Verb } from "../cli/verb.ts";

/** A flag that is off by default. */
function switchFlag(name: string, help: string): Flag {
  return { name, kind: "bool", default: false, help };
}

const STATUS: Verb = {
  name: "status",
  summary: "Show how the member is, as the daemon knows it",
  description: "Exit code 0: ready; 23: not ready; 20: there is no daemon.",
  flags: daemonFlags(
    OUTPUT_FLAG,
    switchFlag("watch", "Show it again whenever it changes; json: one a line"),
  ),
  load: async () => (await import("./status.ts")).status,
};

const MEMBERS: Verb = {
  name: "members",
  summary: "Show the members of the cluster, each as it answers now",
  flags: memberFlags(OUTPUT_FLAG),
  load: async () => (await import("./members.ts")).members,
};

const MOVE_LEADER: Verb = {
  name: "move-leader",
  summary: "Move the leadership to another member",
  flags: memberFlags({
    name: "to",
    kind: "string",
    default: "",
    help: "Name or id of the member; empty: the healthy voter that has " +
      "applied the most",
  }),
  load: async () => (await import("./move_leader.ts")).moveLeader,
};

const DEFRAG: Verb = {
  name: "defrag",
  summary: "Give free space of the database back to the disk",
  description: "A member serves nothing while it is defragmented, so that " +
    "this is refused when\nany member is not healthy.",
  flags: memberFlags(
    switchFlag(
      "all",
      "All members, one at a time, the leader last; otherwise the one that " +
        "is asked",
    ),
  ),
  load: async () => (await import("./defrag.ts")).defrag,
};

const ALARM_LIST: Verb = {
  name: "alarm list",
  summary: "List the alarms of the cluster",
  flags: memberFlags(OUTPUT_FLAG),
  load: async () => (await import("./alarm.ts")).alarmList,
};

const ALARM_DISARM: Verb = {
  name: "alarm disarm",
  summary: "Take the alarms of the cluster back",
  flags: memberFlags(
    switchFlag("corrupt", "Also when the members' data differ"),
  ),
  load: async () => (await import("./alarm.ts")).alarmDisarm,
};

const COMPACT: Verb = {
  name: "compact",
  summary: "Forget old revisions of the keys",
  description: "What is older than the revision cannot be read any more; the " +
    "keys\nthemselves stay.",
  flags: memberFlags(
    {
      name: "keep",
      kind: "int",
      default: 0,
      help: "Keep so many revisions before the current one",
    },
    switchFlag("physical", "Wait until they are gone from the database"),
    {
      name: "revision",
      kind: "int",
      default: 0,
      help: "The oldest revision to keep",
    },
  ),
  load: async () => (await import("./compact.ts")).compact,
};

const SNAPSHOT_SAVE: Verb = {
  name: "snapshot save",
  summary: "Save the member's database to a file, and verify it",
  description: "The file gets its name when it is complete and every page of " +
    "it has been read.",
  args: [{ name: "FILE", help: "A file that does not exist", isPath: true }],
  flags: memberFlags(OUTPUT_FLAG),
  load: async () => (await import("./snapshot_save.ts")).snapshotSave,
};

const STOP: Verb = {
  name: "stop",
  summary: "Stop the member and its daemon, as POST /stop does",
  flags: daemonFlags(
    switchFlag("wait", "Wait until the daemon has ended"),
    {
      name: "wait-timeout",
      kind: "duration",
      default: 60_000,
      help: "Limit of that wait",
    },
  ),
  load: async () => (await import("./stop.ts")).stop,
};

const LOGS_LEVEL: Verb = {
  name: "logs level",
  summary: "Show the level of the daemon's log, or change it until its end",
  args: [{
    name: "LEVEL",
    help: "debug, info, warn or error",
    isOptional: true,
    choices: ["debug", "info", "warn", "error"],
  }],
  flags: daemonFlags(),
  load: async () => (await import("./logs_level.ts")).logsLevel,
};

/** The verbs that ask or steer a running member, in the order of the help. */
export const MEMBER_VERBS: readonly Verb[] = [
  STATUS,
  MEMBERS,
  MOVE_LEADER,
  DEFRAG,
  ALARM_LIST,
  ALARM_DISARM,
  COMPACT,
  SNAPSHOT_SAVE,
  STOP,
  LOGS_LEVEL,
];
