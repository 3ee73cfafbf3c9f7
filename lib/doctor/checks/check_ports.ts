import type { CheckCall, DoctorCheck } from "../doctor_check.ts";
import type { DoctorSubject } from "../doctor_subject.ts";
import { hostOf } from "../host_of.ts";
import { identifyListener } from "../identify_listener.ts";
import { isOwnAddress } from "../is_own_address.ts";
import { readRunningState, type RunningState } from "../running_state.ts";

/** Looks whether the member can listen where it is to. */
export const CHECK_PORTS: DoctorCheck = {
  name: "ports",
  timeoutMs: 10_000,
  async run(call: CheckCall) {
    const { subject, signal } = call;
    const places = placesOf(subject);
    const state = await readRunningState(subject, signal);
    const used = await Promise.all(
      places.map(async (place) => await checkPlace(place, { ...call, state })),
    );
    const count = used.filter(Boolean).length;
    const names = places.map(({ host, port }) => `${host}:${port}`);
    return {
      summary: `${names.join(", ")}: ${count} in use` +
        (state.isRunning && count > 0 ? " by the running member" : ""),
      facts: { places: names, isRunning: state.isRunning },
    };
  },
};

/** Where a listener is wanted. */
interface Place {
  readonly owner: "etcd" | "etcd-wrapper";
  readonly host: string;
  readonly port: number;
}

function placesOf({ config, flags }: DoctorSubject): readonly Place[] {
  const urls = config === undefined
    ? []
    : [...config.listenClientUrls, ...config.listenPeerUrls];
  return [
    ...urls.filter((url) => /^https?:/.test(url)).map((url): Place => ({
      owner: "etcd",
      host: hostOf(url),
      port: Number(new URL(url).port) || (url.startsWith("https") ? 443 : 80),
    })),
    { owner: "etcd-wrapper", host: "0.0.0.0", port: flags.wrapperPort },
  ];
}

/** Tells whether somebody listens there. */
async function checkPlace(
  { owner, host, port }: Place,
  call: CheckCall & { readonly state: RunningState },
): Promise<boolean> {
  const subject = `${host}:${port}`;
  const isAny = host === "0.0.0.0" || host === "::";
  if (!isAny && host !== "localhost" && !isOwnAddress(host)) {
    const reason = `${owner} is to listen there, but this machine does not ` +
      `have the address ${host}`;
    call.report("ADDRESS_NOT_LOCAL", { subject, reason });
    return false;
  }
  const target = isAny ? "127.0.0.1" : host;
  const listener = await identifyListener(
    { host: target, port },
    { subject: call.subject, signal: call.signal },
  );
  if (listener === undefined) return false;
  const { state } = call;
  // Who has the data locked has the ports, too.
  const isThere = state.isRunning ||
    owner === "etcd-wrapper" && state.daemon !== undefined;
  const isLikely = listener.kind === owner || listener.kind === "unknown";
  if (isThere && isLikely) return true;
  const reason = `${owner} is to listen there, but ${listener.text} does`;
  if (state.lock === "unknown" && isLikely) {
    call.report("PORT_TAKEN", {
      subject,
      reason: `${reason}; it may be this member's own, which cannot be told`,
      severity: "warning",
    });
  } else {
    call.report("PORT_TAKEN", { subject, reason });
  }
  return true;
}
