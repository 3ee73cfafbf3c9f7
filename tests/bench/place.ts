import { createCa, writeKeyPair, writePem } from "../support/certificates.ts";
import { freePorts } from "../support/free_ports.ts";
import { memberConfig } from "../support/member_config.ts";
import type { ClientTls } from "../support/range.ts";

/** How the member and its clients speak. */
export type Transport = "plain" | "mTLS";

/** Where one subject of a benchmark lives. */
export interface Place {
  readonly home: string;
  readonly dataVolumeDir: string;
  readonly dataDir: string;
  /** The member's configuration as YAML. */
  readonly config: string;
  /** Holds just that. */
  readonly configFile: string;
  readonly clientPort: number;
  readonly clientUrl: string;
  readonly wrapperPort: number;
  readonly readyzUrl: string;
  /** What a client of the member needs, with `mTLS`. */
  readonly tls: ClientTls | undefined;
  /** Paths of that certificate and its key. */
  readonly clientFiles:
    | { readonly certFile: string; readonly keyFile: string }
    | undefined;
}

/** Creates a place in an empty directory. */
export async function createPlace(
  dir: string,
  transport: Transport,
): Promise<Place> {
  const home = `${dir}/home`;
  const dataVolumeDir = `${dir}/data`;
  await Deno.mkdir(home, { recursive: true });
  await Deno.mkdir(dataVolumeDir);
  const [clientPort = 0, peerPort = 0, wrapperPort = 0] = freePorts(3);
  const dataDir = `${dataVolumeDir}/new.etcd`;
  const certificates = transport === "mTLS" ? await issue(dir) : undefined;
  const config = memberConfig({
    dataDir,
    clientPort,
    peerPort,
    // Otherwise the random wait of the election drowns every difference.
    fast: true,
    ...(certificates === undefined ? {} : { tls: certificates.server }),
  });
  const configFile = `${dir}/etcd.conf.yaml`;
  await Deno.writeTextFile(configFile, config);
  const scheme = transport === "mTLS" ? "https" : "http";
  return {
    home,
    dataVolumeDir,
    dataDir,
    config,
    configFile,
    clientPort,
    clientUrl: `${scheme}://127.0.0.1:${clientPort}`,
    wrapperPort,
    readyzUrl: `${scheme}://127.0.0.1:${wrapperPort}/readyz`,
    tls: certificates?.client,
    clientFiles: certificates?.clientFiles,
  };
}

async function issue(dir: string) {
  const ca = await createCa("etcd-ca");
  const trustedCaFile = await writePem(dir, "ca.crt", ca.certPem);
  const server = await ca.issue({ commonName: "etcd-server" });
  const client = await ca.issue({ commonName: "etcd-client" });
  return {
    server: { ...await writeKeyPair(dir, "server", server), trustedCaFile },
    client: {
      caPem: ca.certPem,
      certPem: client.certPem,
      keyPem: client.keyPem,
    },
    clientFiles: await writeKeyPair(dir, "client", client),
  };
}
