import type { ClusterMemberFacts } from "../health/member_facts.ts";
import { describeError } from "../log/describe_error.ts";
import { withDeadline } from "../with_deadline.ts";
import type { WrapperState } from "./wrapper_state.ts";

/** What {@linkcode askWrappers} needs. */
export interface AskWrappersOptions {
  /** The other members with a vote. */
  readonly voters: readonly ClusterMemberFacts[];
  /** Where wrappers answer that do not at the host of the peer URL. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The port of the others. */
  readonly wrapperPort: number;
  /** CA of the wrappers' certificates; undefined: they speak HTTP. */
  readonly caFile: string | undefined;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

const TIMEOUT_MS = 2000;

/** Asks the other members' wrappers how they are (`GET /status`). */
export async function askWrappers(
  options: AskWrappersOptions,
): Promise<WrapperState[]> {
  const { voters, caFile, signal } = options;
  const caCerts = caFile === undefined ? [] : [await Deno.readTextFile(caFile)];
  using client = Deno.createHttpClient({ caCerts });
  return await Promise.all(voters.map(async ({ id, name, peerUrls }) => {
    const member = { id, name: name || id };
    try {
      const url = statusUrl({ name, peerUrls }, options);
      const status = await withDeadline(
        TIMEOUT_MS,
        signal,
        (signal) => readStatus(url, { id, client, signal }),
      );
      return { ...member, ...status };
    } catch (error) {
      signal.throwIfAborted();
      const problem = `its wrapper does not tell how it is: ${
        describeError(error)
      }`;
      return { ...member, isReady: false, isAnnounced: false, problem };
    }
  }));
}

function statusUrl(
  { name, peerUrls }: Pick<ClusterMemberFacts, "name" | "peerUrls">,
  { endpoints, wrapperPort, caFile }: AskWrappersOptions,
): string {
  const scheme = caFile === undefined ? "http" : "https";
  const [peerUrl = ""] = peerUrls;
  const authority = endpoints[name] ??
    `${new URL(peerUrl).hostname}:${wrapperPort}`;
  return `${scheme}://${authority}/status`;
}

async function readStatus(
  url: string,
  { id, client, signal }: {
    readonly id: string;
    readonly client: Deno.HttpClient;
    readonly signal: AbortSignal;
  },
): Promise<Pick<WrapperState, "isReady" | "isAnnounced" | "problem">> {
  const response = await fetch(url, { client, signal, redirect: "error" });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status} from ${url}`);
  }
  const status = await response.json();
  if (typeof status?.ready !== "boolean") {
    throw new Error(`no status that can be understood from ${url}`);
  }
  // Behind a wrong address this very member would vouch for the other one.
  const answering = status.member?.id;
  if (answering !== id) {
    throw new Error(`member ${answering ?? "unknown"} answers at ${url}`);
  }
  return {
    isReady: status.ready,
    isAnnounced: status.plannedRestart?.announced === true,
    problem: undefined,
  };
}
