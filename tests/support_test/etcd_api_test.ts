import { assertEquals, assertRejects } from "@std/assert";
import { startBareEtcd } from "../support/bare_etcd.ts";
import { createCa, writeKeyPair, writePem } from "../support/certificates.ts";
import {
  alarm,
  get,
  memberAddAsLearner,
  memberList,
  memberPromote,
  memberRemove,
  put,
} from "../support/etcd_api.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { freePorts } from "../support/free_ports.ts";
import { memberConfig } from "../support/member_config.ts";
import { range } from "../support/range.ts";
import { until } from "../support/until.ts";

for (const line of ["3.5", "3.6"] as const) {
  Deno.test(`memberPromote() makes a learner of etcd ${line} a voter`, async () => {
    await using stack = new AsyncDisposableStack();
    const [dir, learnerDir] = [await tempDir(stack), await tempDir(stack)];
    const [
      clientPort = 0,
      peerPort = 0,
      learnerClientPort = 0,
      learnerPort = 0,
    ] = freePorts(4);
    const etcd = await provisionEtcd(line);
    const first = { name: "first", peerUrl: `http://127.0.0.1:${peerPort}` };
    const next = { name: "next", peerUrl: `http://127.0.0.1:${learnerPort}` };
    const member = stack.use(
      await startBareEtcd({
        etcd,
        workDir: dir,
        config: memberConfig({
          name: first.name,
          dataDir: `${dir}/new.etcd`,
          clientPort,
          peerPort,
          fast: true,
          extra: { "strict-reconfig-check": false },
        }),
      }),
    );
    const api = { endpoints: member.clientUrl };
    const added = await memberAddAsLearner(api, next.name, next.peerUrl);
    assertEquals(added.isLearner, true);
    const learner = stack.use(
      await startBareEtcd({
        etcd,
        workDir: learnerDir,
        waitForRead: false,
        config: memberConfig({
          name: next.name,
          dataDir: `${learnerDir}/new.etcd`,
          clientPort: learnerClientPort,
          peerPort: learnerPort,
          cluster: [first, next],
          state: "existing",
          fast: true,
        }),
      }),
    );
    const read = () =>
      range(learner.clientUrl, { signal: AbortSignal.timeout(5_000) });
    await until("the refusal of a learner", async () => {
      const error = await assertRejects(read, Error);
      return error.message.includes("rpc not supported for learner");
    });
    // A learner can be promoted as soon as it has caught up.
    await until("the promotion", async () => {
      await memberPromote(api, added.id);
      return true;
    });
    await until("a read from the new voter", () => read().then(() => true));
    const members = await memberList(api);
    assertEquals(
      members.map(({ name, isLearner }) => [name, isLearner]).sort(),
      [
        ["first", false],
        ["next", false],
      ],
    );
    await memberRemove(api, added.id);
    await learner.status;
    assertEquals((await memberList(api)).map(({ name }) => name), ["first"]);
  });
}

Deno.test("put(), get() and alarm() go over mutual TLS", async () => {
  await using stack = new AsyncDisposableStack();
  const dir = await tempDir(stack);
  const ca = await createCa("ca");
  const caFile = await writePem(dir, "ca.crt", ca.certPem);
  const pair = await ca.issue({ commonName: "member" });
  const files = await writeKeyPair(dir, "member", pair);
  const [clientPort = 0, peerPort = 0] = freePorts(2);
  await using member = await startBareEtcd({
    etcd: await provisionEtcd("3.5"),
    workDir: dir,
    config: memberConfig({
      dataDir: `${dir}/new.etcd`,
      clientPort,
      peerPort,
      tls: { ...files, trustedCaFile: caFile },
      fast: true,
      extra: { "quota-backend-bytes": 65_536 },
    }),
    tls: { caPem: ca.certPem, ...pair },
  });
  const api = { endpoints: member.clientUrl, tls: { caFile, ...files } };
  assertEquals(await get(api, "key"), undefined);
  await put(api, "key", "Grüße 1234567890123456789");
  assertEquals(await get(api, "key"), "Grüße 1234567890123456789");
  assertEquals(await alarm(api, "list"), []);
  await assertRejects(
    async () => {
      while (true) await put(api, "big", "x".repeat(30_000));
    },
    Error,
    "database space exceeded",
  );
  assertEquals(await alarm(api, "list"), ["NOSPACE"]);
  assertEquals(await alarm(api, "disarm"), ["NOSPACE"]);
  assertEquals(await alarm(api, "list"), []);
});

async function tempDir(stack: AsyncDisposableStack): Promise<string> {
  const dir = await Deno.makeTempDir();
  stack.defer(() => Deno.remove(dir, { recursive: true }));
  return dir;
}
