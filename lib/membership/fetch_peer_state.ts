import { describeError } from "../log/describe_error.ts";
import { fetchJson, type FetchJsonOptions } from "./fetch_json.ts";
import type { PeerState } from "./peer_state.ts";
import type { WrapperAnswer } from "./start_facts.ts";

/** Asks another member's wrapper what it knows about its data. */
export async function fetchPeerState(
  baseUrl: string,
  options: FetchJsonOptions,
): Promise<WrapperAnswer> {
  try {
    const { value } = await fetchJson(`${baseUrl}/peer-state`, options);
    if (isPeerState(value)) return { state: { ...value, version: 1 } };
    return { error: `no state that can be understood from ${baseUrl}` };
  } catch (error) {
    options.signal.throwIfAborted();
    return { error: describeError(error) };
  }
}

function isPeerState(value: unknown): value is PeerState {
  if (typeof value !== "object" || value === null) return false;
  const { version, participants, ...raw } = value as Record<string, unknown>;
  const texts = ["name", "clusterHash", "state", "volumeId"];
  return String(version) === "1" &&
    texts.every((key) => typeof raw[key] === "string") &&
    (participants === undefined || typeof participants === "object");
}
