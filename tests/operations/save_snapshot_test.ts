import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { createGrpcHttpClient } from "../../lib/etcd_client/grpc_http_client.ts";
import type { EtcdAccess } from "../../lib/operations/etcd_access.ts";
import { RefusalError } from "../../lib/operations/refusal_error.ts";
import { saveSnapshot } from "../../lib/operations/save_snapshot.ts";
import { createBareCluster } from "../support/bare_cluster.ts";
import { callUnary } from "../../lib/etcd_client/unary_call.ts";
import { encodeProtoMessage } from "../../lib/protobuf/proto_message.ts";
import { provisionTool } from "../support/etcd/provision.ts";
import {
  type FakeSnapshots,
  hashOf,
  serveFakeSnapshots,
  snapshotMessage,
} from "../support/fake_snapshots.ts";
import { tempDir } from "../support/temp_dir.ts";
import { until } from "../support/until.ts";
import { requestRange } from "../../lib/etcd/range_request.ts";
import { TrailingHash } from "../../lib/operations/trailing_hash.ts";

const NEVER = new AbortController().signal;

for (const line of ["3.4", "3.5", "3.6"] as const) {
  for (const tls of [false, true]) {
    Deno.test(`saveSnapshot() saves what etcdutl takes, ${tls ? "over TLS" : "in plain text"}, on etcd ${line}`, async () => {
      await using dir = await tempDir();
      await using cluster = await createBareCluster({ count: 1, line, tls });
      const [member] = cluster.members;
      assert(member !== undefined);
      await member.start();
      using access = await accessTo(member.clientUrl, cluster.clientTls);
      await untilReadable(access);
      for (let index = 0; index < 5; index++) {
        await putLarge(access, `key-${index}`);
      }
      const path = `${dir.path}/snap.db`;
      const steps = new Set<string>();
      const saved = await saveSnapshot({
        access,
        path,
        expectedBytes: 1_000_000,
        onProgress(step, done, total) {
          steps.add(step);
          assert(done <= total, `${done} of ${total}`);
        },
        signal: NEVER,
      });
      assertEquals([...steps], ["saving", "verifying"]);
      const info = await Deno.stat(path);
      assertEquals([info.size, (info.mode ?? 0) & 0o777], [
        saved.sizeBytes,
        0o600,
      ]);
      assertEquals(Number(saved.facts.lastRevision), 6);
      assertEquals(await namesIn(dir.path), ["snap.db"]);
      // Restoring checks the hash at the end.
      const { code, stderr } = await new Deno.Command(
        await provisionTool("etcdutl", "3.5"),
        {
          args: ["snapshot", "restore", path, `--data-dir=${dir.path}/member`],
        },
      ).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
    });
  }
}

Deno.test("saveSnapshot() leaves nothing behind when etcd is killed in the middle", async () => {
  await using dir = await tempDir();
  await using cluster = await createBareCluster({ count: 1 });
  const [member] = cluster.members;
  assert(member !== undefined);
  const etcd = await member.start();
  using access = await accessTo(member.clientUrl);
  await untilReadable(access);
  // More than what is under way in buffers.
  for (let index = 0; index < 150; index++) await putLarge(access, `${index}`);
  let killed: Promise<unknown> | undefined;
  const saving = saveSnapshot({
    access,
    path: `${dir.path}/snap.db`,
    expectedBytes: 1_000_000,
    onProgress: () => void (killed ??= etcd.kill()),
    signal: NEVER,
  });
  await assertRejects(() => saving);
  await killed;
  assertEquals(await namesIn(dir.path), []);
});

Deno.test("saveSnapshot() ends with its signal and leaves nothing behind", async () => {
  await using dir = await tempDir();
  const stop = new AbortController();
  const reason = new Error("Stopped");
  await using server = serveFakeSnapshots((controller) => {
    controller.enqueue(snapshotMessage(1e6, new Uint8Array(100)));
  });
  using access = await accessTo(server.url);
  const saving = saveSnapshot({
    access,
    path: `${dir.path}/snap.db`,
    expectedBytes: 1_000_000,
    onProgress: () => stop.abort(reason),
    signal: stop.signal,
  });
  assertEquals(await saving.catch((error) => error), reason);
  assertEquals(await namesIn(dir.path), []);
});

const DATA = new Uint8Array(100_000).fill(7);

/** Streams that are not a snapshot, and what is said of them. */
const BROKEN: readonly [string, FakeSnapshots, RegExp, object?][] = [
  [
    "a stream without an end",
    (controller) => {
      controller.enqueue(snapshotMessage(DATA.length, DATA));
      controller.close();
    },
    /it does not end with the hash of what is in it/,
  ],
  [
    "an empty stream",
    (controller) => controller.close(),
    /Cannot use what etcd sent \(0 bytes\)/,
  ],
  [
    "a wrong hash",
    async (controller) => {
      controller.enqueue(snapshotMessage(0, DATA));
      controller.enqueue(snapshotMessage(0, (await hashOf(DATA)).fill(0, 9)));
      controller.close();
    },
    /it does not end with the hash of what is in it/,
  ],
  [
    "a message that is cut off",
    (controller) => {
      controller.enqueue(snapshotMessage(0, DATA).subarray(0, 1000));
      controller.close();
    },
    /the stream ends within a message/,
  ],
  [
    "bytes that are no gRPC",
    (controller) => {
      controller.enqueue(new TextEncoder().encode("hello world"));
      controller.close();
    },
    /is none of etcd's/,
  ],
  [
    "a whole stream that is no database",
    async (controller) => {
      controller.enqueue(snapshotMessage(0, DATA));
      controller.enqueue(snapshotMessage(0, await hashOf(DATA)));
      controller.close();
    },
    /the member's database is damaged: take it from another member/,
  ],
  [
    "a refusal",
    (controller) => controller.close(),
    /etcdserver: no snapshots today/,
    { "grpc-status": "14", "grpc-message": "etcdserver: no snapshots today" },
  ],
];

for (const [what, send, text, headers = {}] of BROKEN) {
  Deno.test(`saveSnapshot() does not take ${what} for a snapshot`, async () => {
    await using dir = await tempDir();
    await using server = serveFakeSnapshots(send, { ...headers });
    using access = await accessTo(server.url);
    const error = await assertRejects(() =>
      saveSnapshot({
        access,
        path: `${dir.path}/snap.db`,
        expectedBytes: 1_000_000,
        onProgress() {},
        signal: NEVER,
      })
    ) as Error;
    assertMatch(`${error.message} ${error.cause}`, text);
    assertEquals(await namesIn(dir.path), []);
  });
}

Deno.test("saveSnapshot() never takes the place of a file, whatever it is", async () => {
  await using dir = await tempDir();
  using access = await accessTo("http://127.0.0.1:1");
  const path = `${dir.path}/snap.db`;
  await Deno.symlink("/nowhere", path);
  await assertRejects(
    () =>
      saveSnapshot({
        access,
        path,
        expectedBytes: 1,
        onProgress() {},
        signal: NEVER,
      }),
    RefusalError,
    "it exists. Give another name, or remove it",
  );
  assertEquals(await namesIn(dir.path), ["snap.db"]);
});

Deno.test("saveSnapshot() does not take the place of a file that comes to be meanwhile", async () => {
  await using dir = await tempDir();
  await using cluster = await createBareCluster({ count: 1 });
  const [member] = cluster.members;
  assert(member !== undefined);
  await member.start();
  using access = await accessTo(member.clientUrl);
  await untilReadable(access);
  const path = `${dir.path}/snap.db`;
  await assertRejects(
    () =>
      saveSnapshot({
        access,
        path,
        expectedBytes: 1_000_000,
        onProgress: () => Deno.writeTextFileSync(path, "mine"),
        signal: NEVER,
      }),
    RefusalError,
    "it exists",
  );
  assertEquals(await Deno.readTextFile(path), "mine");
  assertEquals(await namesIn(dir.path), ["snap.db"]);
});

Deno.test("TrailingHash takes parts of every size", async () => {
  const bytes = new Uint8Array([
    ...DATA.subarray(0, 300),
    ...await hashOf(
      DATA.subarray(0, 300),
    ),
  ]);
  for (const size of [1, 31, 32, 33, 300, 1000]) {
    const hash = new TrailingHash();
    for (let done = 0; done < bytes.length; done += size) {
      hash.add(bytes.slice(done, done + size));
    }
    assertEquals(hash.finish().length, 64);
  }
});

async function accessTo(
  url: string,
  tls?: Parameters<typeof createGrpcHttpClient>[0],
): Promise<EtcdAccess & Disposable> {
  const http = await createGrpcHttpClient(tls);
  return {
    url,
    http,
    timeoutMs: 5000,
    [Symbol.dispose]: () => http.close(),
  };
}

/** More than `etcdctl` takes as an argument. */
async function putLarge({ url, http }: EtcdAccess, key: string): Promise<void> {
  await callUnary({
    baseUrl: url,
    client: http,
    method: "etcdserverpb.KV/Put",
    request: encodeProtoMessage({ 1: [key], 2: ["x".repeat(50_000)] }),
    signal: AbortSignal.timeout(10_000),
  });
}

async function untilReadable({ url, http }: EtcdAccess): Promise<void> {
  await until("etcd", async () => {
    await requestRange(url, http, AbortSignal.timeout(1000));
    return true;
  });
}

async function namesIn(dir: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(dir), ({ name }) => name);
  return names.sort();
}

Deno.test("saveSnapshot() refuses what would fill up the file system, before it begins", async () => {
  await using dir = await tempDir();
  using access = await accessTo("http://127.0.0.1:1");
  await assertRejects(
    () =>
      saveSnapshot({
        access,
        path: `${dir.path}/snap.db`,
        expectedBytes: 1e15,
        onProgress() {},
        signal: NEVER,
      }),
    RefusalError,
    `Refused to write 909 TiB into "${dir.path}": `,
  );
  assertEquals(await namesIn(dir.path), []);
});

Deno.test("saveSnapshot() does not keep a database with a damaged page, whatever its hash", async () => {
  await using dir = await tempDir();
  await using cluster = await createBareCluster({ count: 1 });
  const [member] = cluster.members;
  assert(member !== undefined);
  await member.start();
  using access = await accessTo(member.clientUrl);
  await untilReadable(access);
  await putLarge(access, "key");
  const path = `${dir.path}/snap.db`;
  const options = { expectedBytes: 1, onProgress() {}, signal: NEVER };
  const { sizeBytes } = await saveSnapshot({ access, path, ...options });
  const database = (await Deno.readFile(path)).subarray(0, sizeBytes - 32);
  await Deno.remove(path);
  // The head of every page but the two that tell where the data is.
  for (let page = 2; page * 4096 < database.length; page++) {
    database.fill(0xff, page * 4096 + 8, page * 4096 + 16);
  }
  const hash = await hashOf(database);
  await using server = serveFakeSnapshots((controller) => {
    for (let done = 0; done < database.length; done += 32_768) {
      const blob = database.subarray(done, done + 32_768);
      controller.enqueue(snapshotMessage(0, blob));
    }
    controller.enqueue(snapshotMessage(0, hash));
    controller.close();
  });
  using other = await accessTo(server.url);
  await assertRejects(
    () => saveSnapshot({ access: other, path, ...options }),
    Error,
    "The snapshot is complete, but the member's database is damaged",
  );
  assertEquals(await namesIn(dir.path), []);
});
