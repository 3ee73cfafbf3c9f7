import { startHttpServer } from "../../lib/http/http_server.ts";
import { type CapturedLog, captureLog } from "../support/captured_log.ts";
import {
  type CertificateAuthority,
  createCa,
  type IssueOptions,
  type KeyPair,
} from "../support/certificates.ts";
import { freePort } from "../support/free_ports.ts";
import { tempDir } from "../support/temp_dir.ts";
import { memberHandler } from "../support/member_handler.ts";

const PERIOD_MS = 20;

/** A server's certificate as Kubernetes mounts it. */
export interface Secret extends AsyncDisposable {
  readonly ca: CertificateAuthority;
  readonly pair: KeyPair;
  readonly certFile: string;
  readonly keyFile: string;
  /** Switches to another pair at once, as Kubernetes does. */
  readonly replace: (pair: KeyPair | undefined) => Promise<void>;
}

/** Creates a certificate authority and a certificate of it. */
export async function createSecret(
  issue: Partial<IssueOptions> = {},
): Promise<Secret> {
  const dir = await tempDir();
  const ca = await createCa("first");
  const pair = await ca.issue({ commonName: "etcd", ...issue });
  let version = 0;
  async function replace(next: KeyPair | undefined): Promise<void> {
    const target = `${dir.path}/..${++version}`;
    await Deno.mkdir(target);
    if (next !== undefined) {
      await Deno.writeTextFile(`${target}/tls.crt`, next.certPem);
      await Deno.writeTextFile(`${target}/tls.key`, next.keyPem);
    }
    await Deno.symlink(target, `${dir.path}/..new`);
    await Deno.rename(`${dir.path}/..new`, `${dir.path}/..data`);
  }
  await replace(pair);
  return {
    ca,
    pair,
    certFile: `${dir.path}/..data/tls.crt`,
    keyFile: `${dir.path}/..data/tls.key`,
    replace,
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  };
}

/** A server on a port of its own. */
export interface Server extends AsyncDisposable {
  readonly port: number;
  readonly log: CapturedLog;
}

/** Starts the server with the secret's certificate. */
export async function startServer(
  secret: Secret,
  port: number = freePort(),
): Promise<Server> {
  const log = captureLog();
  const { certFile, keyFile } = secret;
  const server = await startHttpServer({
    port,
    handler: memberHandler(),
    tls: { certFile, keyFile },
    logger: log.logger,
    certificatePeriodMs: PERIOD_MS,
  });
  return {
    port,
    log,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** One request on a connection of its own. */
export async function getReadyz(
  port: number,
  caCerts: string[],
): Promise<number> {
  using client = Deno.createHttpClient({ caCerts });
  const url = `https://localhost:${port}/readyz`;
  const signal = AbortSignal.timeout(5000);
  const response = await fetch(url, { client, signal });
  await response.body?.cancel();
  return response.status;
}
