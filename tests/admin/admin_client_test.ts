import { assertEquals, assertRejects } from "@std/assert";
import { createAdminClient } from "../../lib/admin/admin_client.ts";
import { NoDaemonError } from "../../lib/admin/no_daemon_error.ts";
import { tempDir } from "../support/temp_dir.ts";

const NEVER = new AbortController().signal;

/** Whatever answers there in the place of a daemon. */
async function answering(
  handler: (request: Request) => Response,
  use: (path: string) => Promise<void>,
): Promise<void> {
  await using dir = await tempDir();
  const path = `${dir.path}/a.sock`;
  await using _server = Deno.serve({ path, onListen() {} }, handler);
  await use(path);
}

Deno.test("createAdminClient() says that there is no daemon", async () => {
  await using dir = await tempDir();
  const client = createAdminClient(`${dir.path}/none.sock`);
  for (const call of [client.status, client.stop, client.logLevel]) {
    await assertRejects(
      () => call(NEVER),
      NoDaemonError,
      `There is no admin socket "${dir.path}/none.sock": no daemon runs`,
    );
  }
});

Deno.test("createAdminClient() refuses the status of a schema that it does not know", async () => {
  const versions = { wrapper: "9.0.0" };
  await answering(
    () => Response.json({ schemaVersion: 2, versions }),
    async (path) => {
      await assertRejects(
        () => createAdminClient(path).status(NEVER),
        Error,
        "it has schema version 2 (etcd-wrapper 9.0.0), this program knows 1",
      );
    },
  );
});

Deno.test("createAdminClient() says what else is wrong with an answer", async () => {
  const cases: [() => Response, string][] = [
    [() => new Response("hello"), "it is no JSON"],
    [() => Response.json(null), "it has schema version undefined"],
    [
      () => new Response("", { status: 404 }),
      "The daemon does not know /status: it is of another version",
    ],
    [
      () => new Response("no\n", { status: 500 }),
      "The daemon answered GET /status with 500: no",
    ],
  ];
  for (const [answer, text] of cases) {
    await answering(answer, async (path) => {
      await assertRejects(
        () => createAdminClient(path).status(NEVER),
        Error,
        text,
      );
    });
  }
});

Deno.test("createAdminClient() ends with its signal, also before an answer", async () => {
  await using dir = await tempDir();
  const path = `${dir.path}/a.sock`;
  // It takes connections and says nothing.
  using _listener = Deno.listen({ transport: "unix", path });
  const stop = new AbortController();
  const reason = new Error("Stopped");
  const call = createAdminClient(path).status(stop.signal);
  stop.abort(reason);
  assertEquals(await call.catch((error) => error), reason);
});
