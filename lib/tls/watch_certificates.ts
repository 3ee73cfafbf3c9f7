import type { CertificateFacts } from "../health/certificate_facts.ts";
import type { HealthTracker } from "../health/health_tracker.ts";
import {
  type CaBaseline,
  type CertificateFile,
  certificatesOf,
} from "./ca_baseline.ts";
import { describeError } from "../log/describe_error.ts";
import type { Logger } from "../log/logger.ts";

/** What {@linkcode watchCertificates} needs. */
export interface WatchCertificatesOptions {
  /** The files, and what each is for. */
  readonly files: readonly CertificateFile[];
  /** What etcd has read of them. */
  readonly baseline: CaBaseline;
  /** Told what is in them. */
  readonly health: HealthTracker;
  /** Told of files that cannot be read. */
  readonly logger: Logger;
  /** Time between two readings. @default {10000} */
  readonly periodMs?: number;
}

/** A few small files; a key pair that is replaced is used at once anyway. */
const PERIOD_MS = 10_000;

const CHANGED = "a CA that etcd uses has changed, restart needed";

/** Keeps the health at what the certificate files say. */
export function watchCertificates(
  options: WatchCertificatesOptions,
): Disposable {
  const { files, baseline, periodMs = PERIOD_MS } = options;
  if (files.length === 0) return { [Symbol.dispose]() {} };
  let hasEnded = false;
  let logged = new Map<string, string>();

  async function readAll(): Promise<void> {
    const certificates = await Promise.all(
      files.map((file) => read(file, baseline)),
    );
    if (hasEnded) return;
    logged = report(certificates, { logged, logger: options.logger });
    options.health.update({ certificates });
  }

  void readAll();
  const timer = setInterval(readAll, periodMs);
  return {
    [Symbol.dispose]() {
      hasEnded = true;
      clearInterval(timer);
    },
  };
}

async function read(
  { path, usages }: CertificateFile,
  baseline: CaBaseline,
): Promise<CertificateFacts> {
  try {
    const { readCertificate } = await import("./read_certificate.ts");
    const pem = await Deno.readTextFile(path);
    const content = readCertificate(pem);
    const atStart = baseline.get(path);
    const isRestartNeeded = atStart !== undefined &&
      atStart !== certificatesOf(pem);
    return { path, usages, ...content, isRestartNeeded, error: undefined };
  } catch (error) {
    return {
      path,
      usages,
      commonName: undefined,
      expiresAtMs: undefined,
      // etcd goes on with the old one, and would not start on this.
      isRestartNeeded: false,
      error: describeError(error),
    };
  }
}

/** Logs each failure once, and gives what has been logged. */
function report(
  certificates: readonly CertificateFacts[],
  { logged, logger }: {
    readonly logged: ReadonlyMap<string, string>;
    readonly logger: Logger;
  },
): Map<string, string> {
  const failures = new Map<string, string>();
  for (const { path, error, isRestartNeeded } of certificates) {
    const failure = error ?? (isRestartNeeded ? CHANGED : undefined);
    if (failure === undefined) continue;
    failures.set(path, failure);
    if (logged.get(path) === failure) continue;
    if (error === undefined) logger.warn(CHANGED, { path });
    else {
      logger.error(
        "cannot read a certificate file, what was read before stays in use",
        { path, error },
      );
    }
  }
  return failures;
}
