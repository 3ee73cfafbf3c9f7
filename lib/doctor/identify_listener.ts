import { withDeadline } from "../with_deadline.ts";
import { createPeerHttpClient } from "./peers.ts";
import type { DoctorSubject } from "./doctor_subject.ts";

/** Who listens on a port. */
export interface Listener {
  /** What it seems to be, by what it answers. */
  readonly kind: "etcd" | "etcd-wrapper" | "other" | "unknown";
  /** The same for people. */
  readonly text: string;
}

/** A connection to this machine takes no time. */
const TIMEOUT_MS = 2000;

/**
 * Finds out who listens on a port of this machine; `undefined`: nobody. It is
 * asked, because the system's own list may not be readable here.
 */
export async function identifyListener(
  { host, port }: { readonly host: string; readonly port: number },
  { subject, signal }: {
    readonly subject: DoctorSubject;
    readonly signal: AbortSignal;
  },
): Promise<Listener | undefined> {
  if (!await isListening(host, port)) return undefined;
  const place = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const secure = [subject.config?.clientTransportSecurity.certFile]
    .some((file) => file !== undefined && file !== "");
  const schemes = secure ? ["https", "http"] : ["http"];
  for (const scheme of schemes) {
    const listener = await ask(`${scheme}://${place}`, { subject, signal });
    if (listener !== undefined) return listener;
  }
  const text = "something that does not answer HTTP";
  return { kind: "unknown", text };
}

async function isListening(host: string, port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: host, port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}

async function ask(
  url: string,
  { subject, signal }: {
    readonly subject: DoctorSubject;
    readonly signal: AbortSignal;
  },
): Promise<Listener | undefined> {
  try {
    return await withDeadline(TIMEOUT_MS, signal, async (signal) => {
      using client = await createPeerHttpClient(subject);
      const options = { client, signal };
      const version = await textOf(await fetch(`${url}/version`, options));
      const etcd = /"etcdserver":"([\d.]+)/.exec(version)?.[1];
      if (etcd !== undefined) return { kind: "etcd", text: `etcd ${etcd}` };
      const status = await textOf(await fetch(`${url}/status`, options));
      const wrapper = /"wrapper":\s*"([^"]+)"/.exec(status)?.[1];
      return wrapper === undefined
        ? { kind: "other", text: "another HTTP server" }
        : { kind: "etcd-wrapper", text: `etcd-wrapper ${wrapper}` };
    });
  } catch {
    signal.throwIfAborted();
    // Another protocol, or certificates of someone else.
    return undefined;
  }
}

/** More than this is not looked at. */
const MAX_CHARACTERS = 64 * 1024;

async function textOf(response: Response): Promise<string> {
  return (await response.text()).slice(0, MAX_CHARACTERS);
}
