import type { Settings } from "../cli/settings.ts";

/**
 * Checks the flags that name the client certificate for etcd.
 *
 * @throws {Error} With every flag that is missing or whose file cannot be
 *   read.
 */
export async function checkClientCertificate(
  { etcd }: Settings,
  isNeeded: boolean,
): Promise<void> {
  const flags = [
    ["etcd-client-cert-path", etcd.clientCertPath],
    ["etcd-client-key-path", etcd.clientKeyPath],
  ] as const;
  if (!isNeeded && flags.every(([, path]) => path === "")) return;
  const problems = await Promise.all(
    flags.map(([flag, path]) => findProblem(flag, path, isNeeded)),
  );
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new Error(found.join("; "));
}

async function findProblem(
  flag: string,
  path: string,
  isNeeded: boolean,
): Promise<string | undefined> {
  if (path === "") {
    return isNeeded
      ? `${flag} must be given: etcd asks its clients for a certificate`
      : `${flag} must be given: certificate and key belong together`;
  }
  try {
    await Deno.readFile(path);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `${flag} "${path}" cannot be read: ${reason}`;
  }
}
