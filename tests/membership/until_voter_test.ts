import { assertEquals, assertStringIncludes } from "@std/assert";
import type { MembershipOptions } from "../../lib/membership/membership.ts";
import { untilVoter } from "../../lib/membership/until_voter.ts";
import { captureLog } from "../support/captured_log.ts";
import { freePorts } from "../support/free_ports.ts";
import { until } from "../support/until.ts";

Deno.test("untilVoter() says why it takes so long, becomes loud after its limit, and ends when asked", async () => {
  using log = captureLog();
  const stop = new AbortController();
  const [own = 0, other = 0] = freePorts(2);
  const membership: MembershipOptions = {
    name: "m0",
    initialCluster: new Map([
      ["m0", [`http://127.0.0.1:${own}`]],
      ["m1", [`http://127.0.0.1:${other}`]],
    ]),
    initialClusterState: "new",
    initialClusterToken: "token",
    peerUrls: [`http://127.0.0.1:${own}`],
    clientUrls: [],
    peerClientEndpoints: [],
    peerWrapperEndpoints: new Map(),
    wrapperPort: 1,
    clientTls: undefined,
    peerTls: undefined,
    wrapperCaFile: undefined,
    volumeDir: "/nowhere",
    walDir: "/nowhere",
    mayStartEmpty: false,
    logger: log.logger,
    onProgress: () => {},
    onDecision: () => {},
  };
  const { signal } = stop;
  const options = { memberId: undefined, signal, limitMs: 250 };
  const waiting = untilVoter(membership, options);
  const late = await until(
    "the error",
    () => log.find("this member is still no voter, trying less often"),
  );
  assertEquals(late.level, "error");
  assertStringIncludes(String(late["problem"]), "Connection refused");
  stop.abort(new Error("stopped"));
  assertEquals(await waiting, undefined);
  assertEquals(log.messages(), [
    "this member is no voter yet",
    "this member is still no voter, trying less often",
  ]);
});
