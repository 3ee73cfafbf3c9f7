import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fetchPeerState } from "../../lib/membership/fetch_peer_state.ts";
import { createPeerStateHolder } from "../../lib/membership/peer_state_holder.ts";
import { freePort } from "../support/free_ports.ts";
import { DECIDED, IDENTITY } from "./made_facts.ts";

const { signal } = new AbortController();

Deno.test("fetchPeerState() reads what a holder tells", async () => {
  const holder = createPeerStateHolder({ name: "m0", clusterHash: "hash" });
  holder.describe({ state: "absent", identity: undefined }, {
    bootstrap: DECIDED,
    join: undefined,
    tombstone: undefined,
  });
  holder.identify(IDENTITY);
  const answer = await ask(() => Response.json(holder.get()));
  assertEquals<unknown>(answer, { state: holder.get() });
});

for (
  const [what, respond, text] of [
    [
      "an older program",
      () => new Response("404", { status: 404 }),
      "HTTP 404",
    ],
    ["no JSON", () => new Response("ok"), "not valid JSON"],
    ["another document", () => Response.json({ version: 1 }), "no state"],
    [
      "a later version",
      () => Response.json({ ...STATE, version: 2 }),
      "no state",
    ],
    ["a list", () => Response.json([]), "no state"],
    ["silence", () => new Promise<Response>(() => {}), "No answer within"],
  ] as [string, () => Response | Promise<Response>, string][]
) {
  Deno.test(`fetchPeerState() tells ${what}`, async () => {
    const { error } = await ask(respond);
    assertStringIncludes(error ?? "", text);
  });
}

Deno.test("fetchPeerState() tells that nothing listens, and ends when it is stopped", async () => {
  using client = Deno.createHttpClient({});
  const url = `http://127.0.0.1:${freePort()}`;
  const options = { client, timeoutMs: 300, signal };
  const { error } = await fetchPeerState(url, options);
  assertStringIncludes(error ?? "", "refused");
  const stop = AbortSignal.abort(new Error("stopped"));
  await assertRejects(
    () => fetchPeerState(url, { ...options, signal: stop }),
    Error,
    "stopped",
  );
});

const STATE = { name: "m", clusterHash: "h", state: "empty", volumeId: "v" };

async function ask(
  respond: () => Response | Promise<Response>,
): Promise<Awaited<ReturnType<typeof fetchPeerState>>> {
  const end = new AbortController();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    signal: end.signal,
    onListen: () => {},
  }, respond);
  const url = `http://127.0.0.1:${server.addr.port}`;
  try {
    using client = Deno.createHttpClient({});
    return await fetchPeerState(url, { client, timeoutMs: 300, signal });
  } finally {
    end.abort();
    await server.finished;
  }
}
