import {
  type CertificateRole,
  certificateRoles,
} from "../certificates/certificate_roles.ts";
import { checkKey } from "../certificates/check_key.ts";
import { findChainProblem } from "../certificates/find_chain_problem.ts";
import { isForName } from "../certificates/is_for_name.ts";
import {
  type Certificate,
  readCertificates,
} from "../certificates/read_certificates.ts";
import { describeReadFailure } from "../describe_read_failure.ts";
import type { CheckCall, DoctorCheck } from "../doctor_check.ts";
import type { ReportDoctor } from "../doctor_finding.ts";
import type { DoctorSubject } from "../doctor_subject.ts";

/** Looks at every certificate, key and authority that the member uses. */
export const CHECK_CERTIFICATES: DoctorCheck = {
  name: "certificates",
  timeoutMs: 10_000,
  async run({ subject, report }: CheckCall) {
    const roles = certificateRoles(subject);
    const nowMs = Date.now();
    const ends: Record<string, string> = {};
    for (const caFile of authorityFiles(subject, roles)) {
      await checkAuthorities(caFile, { report, nowMs, ends });
    }
    for (const role of roles) await checkRole(role, { report, nowMs, ends });
    const count = Object.keys(ends).length;
    const soonest = Object.values(ends).sort()[0];
    return {
      summary: count === 0
        ? "no TLS is configured"
        : `${count} files, the first ends at ${soonest}`,
      facts: { expiresAt: ends },
    };
  },
};

interface Context {
  readonly report: ReportDoctor;
  readonly nowMs: number;
  /** When each file ends. */
  readonly ends: Record<string, string>;
}

const HOUR_MS = 60 * 60 * 1000;
/** Long enough to act, and less than any renewal leaves over. */
const SOON_MS = 30 * 24 * HOUR_MS;
/** Certificates that live for days only are renewed late in their life. */
const SOON_PART = 0.1;

function authorityFiles(
  { flags }: DoctorSubject,
  roles: readonly CertificateRole[],
): readonly string[] {
  const files = [...roles.map(({ caFile }) => caFile), flags.sidecarCaPath];
  return [...new Set(files)].filter((file) => file !== "");
}

async function checkAuthorities(
  caFile: string,
  context: Context,
): Promise<void> {
  const authorities = await read(caFile, context.report);
  for (const authority of authorities ?? []) {
    checkTimes(caFile, authority, context);
  }
}

async function checkRole(
  role: CertificateRole,
  context: Context,
): Promise<void> {
  const { report, nowMs } = context;
  const subject = role.certFile;
  const chain = await read(role.certFile, report, role.title);
  await checkKey(role, chain?.[0], report);
  const [leaf] = chain ?? [];
  if (chain === undefined || leaf === undefined) return;
  for (const certificate of chain) {
    checkTimes(role.certFile, certificate, context);
  }
  checkUsages(role, leaf, report);
  checkNames(role, leaf, report);
  if (role.caFile === "") return;
  const trusted = await read(role.caFile, () => {/* reported before */});
  if (trusted === undefined) return;
  const reason = await findChainProblem(chain, { trusted, nowMs });
  if (reason !== undefined) {
    report("CERT_NOT_TRUSTED", {
      subject,
      reason: `${role.title} is not trusted by ${role.caFile}: ${reason}`,
    });
  }
}

async function read(
  path: string,
  report: ReportDoctor,
  title = "authorities",
): Promise<readonly Certificate[] | undefined> {
  try {
    return await readCertificates(await Deno.readTextFile(path));
  } catch (error) {
    const reason = `${title} cannot be read: ${describeReadFailure(error)}`;
    report("CERT_UNREADABLE", { subject: path, reason });
    return undefined;
  }
}

function checkTimes(
  path: string,
  { subject: name, notBeforeMs, notAfterMs }: Certificate,
  { report, nowMs, ends }: Context,
): void {
  const end = new Date(notAfterMs).toISOString();
  if (ends[path] === undefined || end < ends[path]) ends[path] = end;
  const leftMs = notAfterMs - nowMs;
  const lifeMs = notAfterMs - notBeforeMs;
  if (nowMs < notBeforeMs) {
    const begin = new Date(notBeforeMs).toISOString();
    const reason = `"${name}" is not valid before ${begin}`;
    report("CERT_NOT_YET_VALID", { subject: path, reason });
  } else if (leftMs <= 0) {
    report("CERT_EXPIRED", {
      subject: path,
      reason: `"${name}" has expired at ${end}`,
    });
  } else if (leftMs < Math.min(SOON_MS, lifeMs * SOON_PART)) {
    const left = leftMs < 48 * HOUR_MS
      ? `${Math.floor(leftMs / HOUR_MS)} hours`
      : `${Math.floor(leftMs / HOUR_MS / 24)} days`;
    const reason = `"${name}" expires in ${left}, at ${end}`;
    report("CERT_EXPIRES_SOON", { subject: path, reason });
  }
}

function checkUsages(
  role: CertificateRole,
  { usages }: Certificate,
  report: ReportDoctor,
): void {
  if (usages === undefined) return;
  const missing = role.usages.filter((usage) => !usages.includes(usage));
  if (missing.length === 0) return;
  const reason = `${role.title} is not for use as ${missing.join(" and ")}`;
  report("CERT_USAGE", { subject: role.certFile, reason });
}

function checkNames(
  { title, certFile, hosts }: CertificateRole,
  leaf: Certificate,
  report: ReportDoctor,
): void {
  const names = [...leaf.dnsNames, ...leaf.ipAddresses];
  if (names.length === 0 && hosts.length > 0) {
    const reason = `${title} has no alternative name at all`;
    return report("CERT_NO_NAME", { subject: certFile, reason });
  }
  for (const host of hosts) {
    if (isForName(leaf, host)) continue;
    const reason = `${title} is not for "${host}", only for ` +
      names.join(", ");
    report("CERT_NAME_MISSING", { subject: certFile, reason });
  }
}
