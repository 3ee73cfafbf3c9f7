import type { Certificate } from "./read_certificates.ts";

/** Longer chains do not occur. */
const MAX_DEPTH = 8;

/**
 * Finds why a certificate does not lead to a trusted authority; `undefined`
 * where it does. Times are not looked at except for the authorities'.
 */
export async function findChainProblem(
  chain: readonly Certificate[],
  { trusted, nowMs }: {
    readonly trusted: readonly Certificate[];
    readonly nowMs: number;
  },
): Promise<string | undefined> {
  const [leaf, ...intermediates] = chain;
  let current = leaf;
  for (let depth = 0; current !== undefined && depth < MAX_DEPTH; depth++) {
    const root = await findIssuer(current, trusted);
    if (root !== undefined) {
      return findIssuerProblem(root, nowMs);
    }
    const next = await findIssuer(current, intermediates);
    if (next === undefined || next === current) {
      const { issuer } = current;
      const isNamed = trusted.some((ca) => ca.subject === issuer);
      return isNamed
        ? `an authority "${issuer}" is trusted, but it has another key ` +
          "than the one that signed it"
        : `it is signed by "${issuer}", and trusted are ${
          trusted.map((ca) => `"${ca.subject}"`).join(", ")
        }`;
    }
    const problem = findIssuerProblem(next, nowMs);
    if (problem !== undefined) return problem;
    current = next;
  }
  return "its chain is too long, or leads in a circle";
}

async function findIssuer(
  certificate: Certificate,
  candidates: readonly Certificate[],
): Promise<Certificate | undefined> {
  for (const candidate of candidates) {
    if (candidate.subject !== certificate.issuer) continue;
    if (await certificate.isSignedBy(candidate)) return candidate;
  }
  return undefined;
}

function findIssuerProblem(
  { subject, isCa, notBeforeMs, notAfterMs }: Certificate,
  nowMs: number,
): string | undefined {
  const time = (ms: number) => new Date(ms).toISOString();
  if (!isCa) return `its issuer "${subject}" may not sign certificates`;
  if (nowMs > notAfterMs) {
    return `its issuer "${subject}" has expired at ${time(notAfterMs)}`;
  }
  return nowMs < notBeforeMs
    ? `its issuer "${subject}" is not valid before ${time(notBeforeMs)}`
    : undefined;
}
