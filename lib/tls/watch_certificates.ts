import type { CertificateFacts } from "../health/certificate_facts.ts";
import type { HealthTracker } from "../health/health_tracker.ts";
import { describeError } from "../log/describe_error.ts";
import type { Logger } from "../log/logger.ts";

/** What {@linkcode watchCertificates} needs. */
export interface WatchCertificatesOptions {
  /** The files, and what each is for. */
  readonly files: readonly Pick<CertificateFacts, "path" | "usages">[];
  /** Told what is in them. */
  readonly health: HealthTracker;
  /** Told of files that cannot be read. */
  readonly logger: Logger;
  /** Time between two readings. @default {60000} */
  readonly periodMs?: number;
}

/** Certificates last for days; a replaced one is used at once anyway. */
const PERIOD_MS = 60_000;

/** Keeps the health at what the certificate files say. */
export function watchCertificates(
  options: WatchCertificatesOptions,
): Disposable {
  const { files, periodMs = PERIOD_MS } = options;
  if (files.length === 0) return { [Symbol.dispose]() {} };
  let hasEnded = false;
  let logged = new Map<string, string>();

  async function readAll(): Promise<void> {
    const certificates = await Promise.all(files.map(read));
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
  file: Pick<CertificateFacts, "path" | "usages">,
): Promise<CertificateFacts> {
  try {
    const { readCertificate } = await import("./read_certificate.ts");
    const content = readCertificate(await Deno.readTextFile(file.path));
    return { ...file, ...content, error: undefined };
  } catch (error) {
    const nothing = { commonName: undefined, expiresAtMs: undefined };
    return { ...file, ...nothing, error: describeError(error) };
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
  for (const { path, error } of certificates) {
    if (error === undefined) continue;
    failures.set(path, error);
    if (logged.get(path) !== error) {
      logger.warn("cannot read a certificate file", { path, error });
    }
  }
  return failures;
}
