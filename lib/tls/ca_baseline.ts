import type { CertificateFacts } from "../health/certificate_facts.ts";

/** The certificates that etcd has read, by the path of their file. */
export type CaBaseline = ReadonlyMap<string, string>;

/** A file with certificates, and what it is for. */
export type CertificateFile =
  & Pick<CertificateFacts, "path" | "usages">
  & {
    /** Whether etcd reads it only when it is started. */
    readonly isReadOnce: boolean;
  };

const CERTIFICATE_REGEXP =
  /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Reads what etcd is about to read once. Before etcd is started, not after:
 * a file that changes in between is then taken for changed, not for read.
 */
export async function readCaBaseline(
  files: readonly CertificateFile[],
): Promise<CaBaseline> {
  const entries = files.filter(({ isReadOnce }) => isReadOnce)
    .map(async ({ path }): Promise<[string, string][]> => {
      try {
        return [[path, certificatesOf(await Deno.readTextFile(path))]];
      } catch {
        // etcd will not start on it, and says so.
        return [];
      }
    });
  return new Map((await Promise.all(entries)).flat());
}

/** The certificates alone: neither their order nor comments count. */
export function certificatesOf(pem: string): string {
  const found = (pem.match(CERTIFICATE_REGEXP) ?? [])
    .map((text) => text.replaceAll(/\s/g, ""));
  return [...new Set(found)].sort().join();
}
