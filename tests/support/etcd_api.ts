import { provisionTool } from "./etcd/provision.ts";

/** Where the calls go to and how. */
export interface EtcdApiOptions {
  /** Client URL of one member, or of several, separated by commas. */
  readonly endpoints: string;
  /** Paths of PEM files, for `https` endpoints. */
  readonly tls?: {
    readonly caFile: string;
    readonly certFile?: string;
    readonly keyFile?: string;
  };
  /** Limit of one call. @default {15000} */
  readonly timeoutMs?: number;
}

/** A member of the cluster. */
export interface Member {
  /** Hexadecimal, as etcd prints it. */
  readonly id: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly isLearner: boolean;
}

/** Lists the members of the cluster. */
export async function memberList(options: EtcdApiOptions): Promise<Member[]> {
  const { members } = await etcdctl(options, ["member", "list"]);
  return (members as Record<string, unknown>[]).map(toMember);
}

/** Adds a learner and resolves with what the cluster knows about it. */
export async function memberAddAsLearner(
  options: EtcdApiOptions,
  name: string,
  peerUrl: string,
): Promise<Member> {
  const flags = ["--learner", `--peer-urls=${peerUrl}`];
  const { member } = await etcdctl(options, ["member", "add", name, ...flags]);
  return toMember(member as Record<string, unknown>);
}

/** Makes a learner a voting member. */
export async function memberPromote(
  options: EtcdApiOptions,
  id: string,
): Promise<void> {
  await etcdctl(options, ["member", "promote", id]);
}

/** Removes a member from the cluster. */
export async function memberRemove(
  options: EtcdApiOptions,
  id: string,
): Promise<void> {
  await etcdctl(options, ["member", "remove", id]);
}

/** Writes one key. */
export async function put(
  options: EtcdApiOptions,
  key: string,
  value: string,
): Promise<void> {
  await etcdctl(options, ["put", "--", key, value]);
}

/** Reads one key, `undefined` when it is not there. */
export async function get(
  options: EtcdApiOptions,
  key: string,
): Promise<string | undefined> {
  const { kvs } = await etcdctl(options, ["get", "--", key]);
  const [found] = (kvs ?? []) as { value?: string }[];
  if (found === undefined) return undefined;
  const bytes = Uint8Array.from(
    atob(found.value ?? ""),
    (c) => c.charCodeAt(0),
  );
  return new TextDecoder().decode(bytes);
}

/** Lists or disarms the alarms, resolves with those that were raised. */
export async function alarm(
  options: EtcdApiOptions,
  action: "list" | "disarm",
): Promise<("NOSPACE" | "CORRUPT")[]> {
  const { alarms } = await etcdctl(options, ["alarm", action]);
  return ((alarms ?? []) as { alarm: number }[])
    .map((raised) => raised.alarm === 1 ? "NOSPACE" : "CORRUPT");
}

/** Runs `etcdctl` for a call that has no function here. */
export async function etcdctl(
  options: EtcdApiOptions,
  args: readonly string[],
): Promise<Record<string, unknown>> {
  const { endpoints, tls, timeoutMs = 15_000 } = options;
  const program = await provisionTool("etcdctl", "3.5");
  const output = await new Deno.Command(program, {
    args: [
      `--endpoints=${endpoints}`,
      `--command-timeout=${timeoutMs}ms`,
      "--write-out=json",
      ...(tls === undefined ? [] : tlsFlags(tls)),
      ...args,
    ],
    // Its flags can come from the environment too.
    clearEnv: true,
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(output.stdout);
  if (!output.success) {
    const reason = new TextDecoder().decode(output.stderr).trim();
    throw new Error(`Cannot call etcd with "${args.join(" ")}": ${reason}`);
  }
  // Identifiers have 64 bits, which is more than a JSON number can hold here.
  return JSON.parse(text.replaceAll(BIG_NUMBER_REGEXP, '$1"$2"'));
}

const BIG_NUMBER_REGEXP = /(":)(\d{16,})/g;

function tlsFlags(tls: NonNullable<EtcdApiOptions["tls"]>): string[] {
  const { caFile, certFile, keyFile } = tls;
  if (certFile === undefined || keyFile === undefined) {
    return [`--cacert=${caFile}`];
  }
  return [`--cacert=${caFile}`, `--cert=${certFile}`, `--key=${keyFile}`];
}

function toMember(raw: Record<string, unknown>): Member {
  return {
    id: BigInt(raw["ID"] as string).toString(16),
    name: String(raw["name"] ?? ""),
    peerUrls: raw["peerURLs"] as string[],
    isLearner: raw["isLearner"] === true,
  };
}
