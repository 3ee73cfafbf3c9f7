import type { DaemonStatus } from "../admin/daemon_status.ts";
import type { VerbCall } from "../cli/verb.ts";
import { createGrpcHttpClient } from "../etcd_client/grpc_http_client.ts";
import type { EtcdAccess } from "../operations/etcd_access.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { isolateNetwork } from "../process/isolate_network.ts";
import { findDaemon, noteOtherVersion } from "./find_daemon.ts";
import { VerbError } from "./verb_error.ts";

/** How etcd is reached; disposing of it closes the connections. */
export interface EtcdConnection extends EtcdAccess, Disposable {}

/** Where, and the files of the certificates; empty: none. */
type Facts = NonNullable<DaemonStatus["connection"]>;

const URL_REGEXP = /^https?:\/\/[^/]+:\d+\/?$/;

/**
 * Finds out how etcd is reached: by the flags, and for what they leave open by
 * what the daemon says.
 *
 * @throws {VerbError} When that is not known, or the certificates cannot be
 *   used.
 */
export async function connectEtcd(call: VerbCall): Promise<EtcdConnection> {
  const { flags } = call;
  const timeoutMs = Number(flags["timeout"]);
  if (timeoutMs <= 0) {
    throw new VerbError("timeout must be more than 0", EXIT_CODE.usage);
  }
  const { clientUrl, ...tls } = await connectionFacts(call);
  isolateNetwork();
  const http = await createHttpClient(clientUrl, tls);
  return {
    url: clientUrl,
    http,
    timeoutMs,
    [Symbol.dispose]: () => http.close(),
  };
}

async function connectionFacts(call: VerbCall): Promise<Facts> {
  const text = (name: string) => String(call.flags[name]);
  const endpoint = text("endpoint");
  if (endpoint !== "" && !URL_REGEXP.test(endpoint)) {
    throw new VerbError(
      `endpoint "${endpoint}" is not of the form http(s)://host:port`,
      EXIT_CODE.usage,
    );
  }
  const isEnough = endpoint.startsWith("http://") ||
    (endpoint !== "" && text("cacert") !== "");
  const told = isEnough ? undefined : await askDaemon(call);
  return {
    clientUrl: (endpoint || told?.clientUrl || "").replace(/\/$/, ""),
    caFile: text("cacert") || (told?.caFile ?? ""),
    certFile: text("cert") || (told?.certFile ?? ""),
    keyFile: text("key") || (told?.keyFile ?? ""),
  };
}

async function askDaemon(call: VerbCall): Promise<Facts> {
  const status = await findDaemon(call).status(call.stop);
  await noteOtherVersion(status);
  if (status.connection) return status.connection;
  throw new VerbError(
    status.connection === null
      ? `etcd does not run yet: the daemon is ${status.phase}` +
        (status.detail === "" ? "" : ` (${status.detail})`) +
        '; "etcd-wrapper status --watch" tells how far it is'
      : `The daemon (etcd-wrapper ${status.versions.wrapper}) does not tell ` +
        "how etcd is reached: give --endpoint, and with TLS --cacert, --cert " +
        "and --key",
    EXIT_CODE.noDaemon,
  );
}

async function createHttpClient(
  url: string,
  tls: Omit<Facts, "clientUrl">,
): Promise<Deno.HttpClient> {
  if (url.startsWith("http://")) return await createGrpcHttpClient(undefined);
  if (tls.caFile === "") {
    throw new VerbError(
      `Cannot check the certificate of ${url}: give --cacert`,
      EXIT_CODE.usage,
    );
  }
  if ((tls.certFile === "") !== (tls.keyFile === "")) {
    throw new VerbError(
      "Certificate and key belong together: give --cert and --key",
      EXIT_CODE.usage,
    );
  }
  return await createGrpcHttpClient(tls);
}
