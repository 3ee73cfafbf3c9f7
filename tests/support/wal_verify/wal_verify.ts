import { provisionWalVerify } from "./provision_wal_verify.ts";

/** Why etcd's code objects, empty if it does not. */
export interface Verdict {
  readonly reason: string;
}

/** What etcd's code makes of a log and of snapshot files. */
export interface Judgement {
  /** Of `wal.Verify`, from the newest snapshot that the log records. */
  readonly verify: Verdict;
  /** Of the steps that etcd takes when it starts, up to raft. */
  readonly start: Verdict;
  readonly repaired: boolean;
  /** Of `snap.Read`, for each file, by falling name. */
  readonly snaps: readonly {
    readonly name: string;
    readonly reason: string;
    readonly index: string;
    readonly term: string;
  }[];
  /** Index of the snapshot from which it starts. */
  readonly snapshot: string;
  readonly memberId: string;
  readonly clusterId: string;
  readonly term: string;
  readonly vote: string;
  readonly commit: string;
  readonly lastIndex: string;
}

/** What a made-up member has lived through; see the program. */
export interface WritePlan {
  readonly seed: number;
  readonly segmentBytes: number;
  readonly entries: number;
  readonly maxEntrySize: number;
  readonly snapshotEvery: number;
  readonly leaderChangeIn: number;
  readonly restartIn: number;
  readonly catchUpIn: number;
}

/** etcd's own code, as a process; disposing of it ends it. */
export interface WalVerify extends AsyncDisposable {
  /** Judges a member's directory, which a repair may change. */
  readonly judge: (memberDir: string) => Promise<Judgement>;
  /** Writes log and snapshots of a member. */
  readonly write: (memberDir: string, plan: WritePlan) => Promise<void>;
}

/** Starts the program that judges by etcd's own code. */
export async function startWalVerify(): Promise<WalVerify> {
  const child = new Deno.Command(await provisionWalVerify(), {
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const encoder = new TextEncoder();
  return {
    judge: async (memberDir) =>
      await ask({ op: "judge", ...dirs(memberDir) }) as Judgement,
    write: async (memberDir, plan) => {
      await Deno.mkdir(`${memberDir}/snap`, { recursive: true });
      await ask({ op: "write", ...dirs(memberDir), write: plan });
    },
    async [Symbol.asyncDispose]() {
      await writer.close();
      await reader.cancel();
      await child.status;
    },
  };

  /** One question at a time. */
  async function ask(request: unknown): Promise<unknown> {
    await writer.write(encoder.encode(`${JSON.stringify(request)}\n`));
    let answer = "";
    while (!answer.endsWith("\n")) {
      const { value, done } = await reader.read();
      if (done) throw new Error("Cannot ask etcd's code: it has ended");
      answer += value;
    }
    return JSON.parse(answer);
  }
}

function dirs(memberDir: string): { walDir: string; snapDir: string } {
  return { walDir: `${memberDir}/wal`, snapDir: `${memberDir}/snap` };
}
