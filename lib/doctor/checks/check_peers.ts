import { describeError } from "../../log/describe_error.ts";
import { withDeadline } from "../../with_deadline.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";
import { type ClockDifference, measureClock } from "../measure_clock.ts";
import { createPeerHttpClient, otherPeers, type Peer } from "../peers.ts";

/** Asks every other member on its peer port, and compares the clocks. */
export const CHECK_PEERS: DoctorCheck = {
  name: "peers",
  timeoutMs: 10_000,
  async run(call: CheckCall) {
    const { config } = call.subject;
    if (config === undefined) {
      return { summary: "not looked at", isSkipped: true };
    }
    const peers = otherPeers(config);
    if (peers.length === 0) return { summary: "there are no other members" };
    using http = await createPeerHttpClient(call.subject);
    const clocks: Record<string, ClockDifference> = {};
    await Promise.all(peers.map(async (peer) => {
      const clock = await ask(peer, http, call);
      if (clock !== undefined) clocks[peer.name] = clock;
    }));
    const texts = Object.entries(clocks).map(([name, clock]) =>
      `${name} ${format(clock)}`
    );
    const answers = `${texts.length} of ${peers.length} others answer`;
    return {
      summary: texts.length === 0
        ? answers
        : `${answers}; their clocks: ${texts.join(", ")}`,
      facts: { clocks },
    };
  },
};

const PEER_TIMEOUT_MS = 6000;
/** From there on etcd itself warns. */
const MAX_DIFFERENCE_MS = 1000;

async function ask(
  { name, url }: Peer,
  http: Deno.HttpClient,
  { report, signal }: CheckCall,
): Promise<ClockDifference | undefined> {
  try {
    const clock = await withDeadline(
      PEER_TIMEOUT_MS,
      signal,
      (signal) => measureClock({ url: `${url}/version`, http, signal }),
    );
    const { offsetMs, precisionMs } = clock;
    if (Math.abs(offsetMs) - precisionMs > MAX_DIFFERENCE_MS) {
      const reason = `the clock of "${name}" is ${format(clock)} off`;
      report("CLOCK_DIFFERS", { subject: url, reason });
    }
    return clock;
  } catch (error) {
    signal.throwIfAborted();
    const reason = `"${name}" does not answer: ${describeError(error)}`;
    report("PEER_SILENT", { subject: url, reason });
    return undefined;
  }
}

function format({ offsetMs, precisionMs }: ClockDifference): string {
  const sign = offsetMs < 0 ? "" : "+";
  return `${sign}${offsetMs} ms (± ${precisionMs} ms)`;
}
