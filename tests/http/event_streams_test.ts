import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  createEventStreams,
  type EventStreamsOptions,
} from "../../lib/http/event_streams.ts";
import type { HealthTracker } from "../../lib/health/health_tracker.ts";
import { trackerIn } from "../support/health_tracker.ts";
import { until } from "../support/until.ts";

const QUICK = { pauseMs: 1, repeatMs: 1000 };
const REQUEST = new Request("http://member/events");

Deno.test("open() tells the status at once and after each change", async () => {
  const health = trackerIn("starting etcd");
  using streams = streamsOf(health, QUICK);
  const events = readEvents(streams.open(REQUEST));
  assertEquals((await events.next()).phase, "starting etcd");
  health.enter("ready");
  const { phase, ready } = await events.next();
  assertEquals([phase, ready], ["ready", true]);
  await events.cancel();
});

Deno.test("open() tells the status again without a change", async () => {
  using streams = streamsOf(trackerIn("ready"), { repeatMs: 1 });
  const events = readEvents(streams.open(REQUEST));
  for (let event = 0; event < 5; event++) await events.next();
  await events.cancel();
});

Deno.test("open() turns away more clients than may be, and takes others when one leaves", async () => {
  using streams = streamsOf(trackerIn("ready"), { ...QUICK, maxClients: 2 });
  const first = readEvents(streams.open(REQUEST));
  const second = readEvents(streams.open(REQUEST));
  const refused = streams.open(REQUEST);
  assertEquals(refused.status, 503);
  assert((await refused.text()).includes("2 listeners already"));
  await first.cancel();
  const third = streams.open(REQUEST);
  assertEquals(third.status, 200);
  await third.body?.cancel();
  await second.cancel();
});

Deno.test("a client that does not read is dropped, and holds nobody up", async () => {
  const health = trackerIn("ready");
  using streams = streamsOf(health, {
    pauseMs: 1,
    repeatMs: 1,
    maxClients: 2,
    stallMs: 20,
  });
  const stalled = streams.open(REQUEST);
  const reading = readEvents(streams.open(REQUEST));
  await until("the place to be free again", async () => {
    await reading.next();
    const response = streams.open(REQUEST);
    await response.body?.cancel();
    return response.status === 200;
  });
  await assertRejects(() => stalled.text(), Error, "does not read");
  await reading.cancel();
});

Deno.test("closing ends every stream, and new ones are refused", async () => {
  const closing = new AbortController();
  const health = trackerIn("ready");
  const streams = createEventStreams({ health, closing: closing.signal });
  const response = streams.open(REQUEST);
  closing.abort();
  assert((await response.text()).startsWith("data: {"));
  const refused = streams.open(REQUEST);
  assertEquals(refused.status, 503);
  await refused.body?.cancel();
});

interface Streams extends Disposable {
  readonly open: (request: Request) => Response;
}

function streamsOf(
  health: HealthTracker,
  options: Partial<EventStreamsOptions>,
): Streams {
  const closing = new AbortController();
  const streams = createEventStreams({
    health,
    closing: closing.signal,
    ...options,
  });
  return { ...streams, [Symbol.dispose]: () => closing.abort() };
}

interface Events {
  readonly next: () => Promise<Readonly<Record<string, unknown>>>;
  readonly cancel: () => Promise<void>;
}

function readEvents(response: Response): Events {
  assertEquals(response.headers.get("content-type"), "text/event-stream");
  const reader = response.body?.getReader();
  assert(reader !== undefined);
  return {
    async next() {
      const { value } = await reader.read();
      const text = new TextDecoder().decode(value);
      assert(text.startsWith("data: ") && text.endsWith("\n\n"), text);
      return JSON.parse(text.slice("data: ".length));
    },
    cancel: () => reader.cancel(),
  };
}
