import { createRandom } from "../../config/mutations.ts";
import type {
  Judgement,
  WalVerify,
} from "../../support/wal_verify/wal_verify.ts";
import { compareJudgements } from "./compare_judgements.ts";
import { damaged, DAMAGES } from "./damage.ts";
import { type MemberFiles, writeMemberFiles } from "./member_files.ts";
import { judgeOurselves, type OurJudgement } from "./our_judgement.ts";
import { REWRITINGS, rewritten } from "./rewriting.ts";
import { VERIFY_DIFFERENCES } from "./verify_differences.ts";

/** How often both sides said what. */
export interface Agreement {
  accepted: number;
  rejected: number;
  /** What no one has explained. */
  readonly differences: string[];
}

/** What is compared, and where. */
export interface CompareMutationsOptions {
  readonly walVerify: WalVerify;
  readonly files: MemberFiles;
  readonly seed: number;
  /** A directory to write to. */
  readonly dir: string;
}

/** Compares our verdict with etcd's on each kind of mutation, once. */
export async function compareMutations(
  options: CompareMutationsOptions,
  agreement: Agreement,
): Promise<void> {
  const { files, seed } = options;
  const mutations = [
    ...Object.keys(DAMAGES).map((kind) => ({ kind, mutate: damaged })),
    ...Object.keys(REWRITINGS).map((kind) => ({ kind, mutate: rewritten })),
  ].filter(({ kind }) => !kind.startsWith("snapshot") || files.snap.size > 0);
  for (const [at, { kind, mutate }] of mutations.entries()) {
    const random = createRandom(seed * 1_000 + at);
    const mutated = mutate(files, kind, random);
    const differences = await compare(mutated, options, agreement);
    agreement.differences.push(
      ...differences.map((it) => `seed ${seed}, ${kind}: ${it}`),
    );
  }
}

async function compare(
  files: MemberFiles,
  { walVerify, dir }: CompareMutationsOptions,
  agreement: Agreement,
): Promise<string[]> {
  await writeMemberFiles(dir, files);
  const ours = await judgeOurselves(dir, "full");
  const sanity = await judgeOurselves(dir, "sanity");
  // From here on the files may have been repaired.
  const theirs = await walVerify.judge(dir);
  const isAccepted = theirs.start.reason === "";
  if (isAccepted) agreement.accepted++;
  else agreement.rejected++;
  return [
    ...compareJudgements(ours, theirs),
    ...(isAccepted && sanity.errors.length > 0
      ? [`sanity: ${sanity.errors}, etcd starts`]
      : []),
    ...compareWithVerify(ours, theirs),
  ];
}

function compareWithVerify(ours: OurJudgement, theirs: Judgement): string[] {
  const { verify: { reason: verify }, start: { reason: start } } = theirs;
  if ((verify === "") === (ours.errors.length === 0)) return [];
  const isExplained = VERIFY_DIFFERENCES.some((it) =>
    it.code === ours.errors[0] && it.verify.test(verify) && it.start.test(start)
  );
  if (isExplained) return [];
  return [`we: ${ours.errors}, wal.Verify: ${verify}, etcd: ${start}`];
}
