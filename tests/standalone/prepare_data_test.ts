import { assertEquals, assertRejects } from "@std/assert";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import type { DataFacts } from "../../lib/membership/membership.ts";
import {
  prepareData,
  type PrepareDataOptions,
} from "../../lib/standalone/prepare_data.ts";
import { StartRefusal } from "../../lib/standalone/start_refusal.ts";
import { captureLog } from "../support/captured_log.ts";
import { damageDatabase } from "../support/damage.ts";
import { memberConfig } from "../support/member_config.ts";
import { pathExists } from "../support/path_exists.ts";
import { startMember } from "../support/running_member.ts";

const VERSION = { major: 3, minor: 5, patch: 35 };

interface Prepared {
  readonly options: PrepareDataOptions;
  readonly dataDir: string;
  /** What the membership was told. */
  readonly told: DataFacts[];
}

/** The data of a real member that was stopped, and a membership that agrees. */
async function withData(fn: (prepared: Prepared) => Promise<void>) {
  await using member = await startMember();
  await member.etcd.stop();
  const dataDir = `${member.dir}/new.etcd`;
  const text = memberConfig({ dataDir, clientPort: 1, peerPort: 2 });
  using log = captureLog();
  const told: DataFacts[] = [];
  const config = await parseEtcdConfig(new TextEncoder().encode(text), {
    etcdVersion: VERSION,
  });
  const options: PrepareDataOptions = {
    standalone: {
      configFile: "",
      memberName: "",
      expandEnv: false,
      onInvalidData: "stop",
      lockTimeoutMs: 0,
      peerClientEndpoints: [],
      peerWrapperEndpoints: {},
      quarantineMaxCount: 3,
      quarantineMinFreePercent: 0,
    },
    config,
    etcdVersion: VERSION,
    volumeDir: member.dir,
    membership: {
      findTombstone: () => Promise.resolve(undefined),
      prepare(data) {
        told.push(data);
        return Promise.resolve({
          initialCluster: undefined,
          initialClusterState: undefined,
          reason: "a test",
        });
      },
    },
    onProgress() {},
    logger: log.logger,
    signal: AbortSignal.timeout(60_000),
  };
  await fn({ options, dataDir, told });
}

Deno.test("prepareData() tells the membership whose data is there", () =>
  withData(async ({ options, told }) => {
    await prepareData(options);
    const [{ state, identity } = { state: "", identity: undefined }] = told;
    assertEquals(state, "present");
    assertEquals(identity?.memberId.match(/^[0-9a-f]+$/)?.length, 1);
  }));

Deno.test("prepareData() refuses to go on alone with data moved aside", () =>
  withData(async ({ options, dataDir, told }) => {
    await damageDatabase(dataDir);
    const error = await assertRejects(() => prepareData(options), StartRefusal);
    assertEquals((error as StartRefusal).reason, "data-quarantined");
    assertEquals(told, []);
  }));

Deno.test("prepareData() leaves a member with others to the membership", () =>
  withData(async ({ options, dataDir, told }) => {
    await damageDatabase(dataDir);
    const initialCluster = new Map([["a", []], ["b", []], ["c", []]]);
    const config = { ...options.config, initialCluster, name: "etcd-main-0" };
    await prepareData({ ...options, config });
    assertEquals(told.map(({ state }) => state), ["lost"]);
  }));

Deno.test("prepareData() validates what a restorer has put back", () =>
  withData(async ({ options, dataDir, told }) => {
    const sound = await Deno.readFile(`${dataDir}/member/snap/db`);
    await damageDatabase(dataDir);
    await prepareData({
      ...options,
      async restore({ quarantine }) {
        await Deno.rename(`${quarantine?.dir}/data`, dataDir);
        await Deno.writeFile(`${dataDir}/member/snap/db`, sound);
        return true;
      },
    });
    assertEquals(told.map(({ state }) => state), ["present"]);
    assertEquals(await pathExists(`${dataDir}/member/snap/db`), true);
  }));

Deno.test("prepareData() does not believe a restorer that puts damage back", () =>
  withData(async ({ options, dataDir, told }) => {
    await damageDatabase(dataDir);
    await assertRejects(() =>
      prepareData({
        ...options,
        async restore({ quarantine }) {
          await Deno.rename(`${quarantine?.dir}/data`, dataDir);
          return true;
        },
      }), StartRefusal);
    assertEquals(told, []);
    assertEquals(await pathExists(dataDir), false);
  }));

Deno.test("prepareData() forgets whose data it was once it is lost", () =>
  withData(async ({ options, dataDir }) => {
    const path = `${options.volumeDir}/member_identity.json`;
    await prepareData(options);
    assertEquals(await pathExists(path), true);
    await damageDatabase(dataDir);
    const standalone = {
      ...options.standalone,
      onInvalidData: "start-empty",
    } as const;
    await prepareData({ ...options, standalone });
    // What begins anew must not be taken for another member's data.
    assertEquals(await pathExists(path), false);
  }));
