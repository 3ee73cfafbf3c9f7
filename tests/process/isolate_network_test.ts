import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createCa, writePem } from "../support/certificates.ts";
import { runProgram } from "../support/program.ts";
import { startStandInSidecar } from "../support/stand_in_sidecar.ts";
import { tempDir } from "../support/temp_dir.ts";

/** What the compiled program is granted of the environment for this. */
const PERMISSIONS = [
  "--allow-env=NO_PROXY,no_proxy,DENO_TLS_CA_STORE",
  "--allow-net",
  "--allow-read",
];

for (const noProxy of [{}, { "NO_PROXY": "a.b" }, { "no_proxy": "a.b" }]) {
  const names = Object.keys(noProxy).join() || "no exception";
  Deno.test(`isolateNetwork() keeps requests from proxies, ${names} set (F56)`, async () => {
    await using proxy = startProxy();
    await using sidecar = await startStandInSidecar();
    const env = { ...proxy.env, ...noProxy };
    assertEquals(await getStatus(sidecar.url, { env, isolated: true }), "New");
    assertEquals(proxy.requests(), 0);
    // The same request without the isolation shows that the proxy is there.
    await getStatus(sidecar.url, { env, isolated: false });
    assertEquals(proxy.requests(), 1);
  });
}

Deno.test("isolateNetwork() trusts the given CA and no other", async () => {
  await using dir = await tempDir();
  const ca = await createCa("a CA of the platform");
  const caFile = await writePem(dir.path, "ca.crt", ca.certPem);
  const pair = await ca.issue({ commonName: "sidecar" });
  const tls = { cert: pair.certPem, key: pair.keyPem };
  await using sidecar = await startStandInSidecar({ tls });
  const env = { "DENO_TLS_CA_STORE": "system", "SSL_CERT_FILE": caFile };

  const isolated = { env, isolated: true };
  assertStringIncludes(
    await getStatus(sidecar.url, isolated),
    "UnknownIssuer",
  );
  assertEquals(await getStatus(sidecar.url, { ...isolated, caFile }), "New");
  // Without the isolation the platform's CA counts.
  assertEquals(await getStatus(sidecar.url, { env, isolated: false }), "New");
});

interface GetOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly isolated: boolean;
  readonly caFile?: string;
}

async function getStatus(url: string, options: GetOptions): Promise<string> {
  const { env, isolated, caFile = "" } = options;
  const { code, stdout, stderr } = await runProgram("get_status.ts", {
    args: [url, caFile, isolated ? "isolated" : "as it is"],
    env,
    permissions: PERMISSIONS,
  });
  assert(code === 0, stderr);
  return stdout;
}

interface Proxy extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  readonly requests: () => number;
}

/** A proxy that counts what it is asked for. */
function startProxy(): Proxy {
  let requests = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => {
      requests++;
      return new Response("Successful");
    },
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
  return {
    env: Object.fromEntries(
      [...names, ...names.map((name) => name.toLowerCase())]
        .map((name) => [name, url]),
    ),
    requests: () => requests,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
