import { assertEquals, assertRejects } from "@std/assert";
import { createAdminToken } from "../../lib/http/admin_token.ts";
import { captureLog } from "../support/captured_log.ts";
import { memberHandler } from "../support/member_handler.ts";
import { tempDir } from "../support/temp_dir.ts";

const DELIVERED = { completed: Promise.resolve() };

Deno.test("POST /stop needs the admin token, and stops only with it", async () => {
  await using dir = await tempDir();
  using log = captureLog();
  const path = `${dir.path}/token`;
  await Deno.writeTextFile(path, "s3cret\n");
  const adminToken = await createAdminToken({ path, logger: log.logger });
  let stops = 0;
  const handle = memberHandler({ adminToken, onStop: () => stops++ });

  async function stopWith(...values: string[]): Promise<number> {
    const headers = new Headers();
    for (const value of values) headers.append("authorization", value);
    const request = new Request("http://member/stop", {
      method: "POST",
      headers,
    });
    const response = await handle(request, DELIVERED);
    const text = await response.text();
    if (text.includes("s3cret")) throw new Error("The token was told");
    return response.status;
  }

  for (
    const values of [
      [],
      [""],
      ["s3cret"],
      ["Basic s3cret"],
      ["bearer s3cret"],
      ["Bearer"],
      ["Bearer s3cre"],
      ["Bearer s3cret2"],
      ["Bearer wrong", "Bearer s3cret"],
      ["Bearer s3cret", "Bearer s3cret"],
    ]
  ) {
    assertEquals(await stopWith(...values), 401, String(values));
  }
  assertEquals(stops, 0);
  assertEquals(await stopWith("Bearer s3cret"), 200);
  await Promise.resolve();
  assertEquals(stops, 1);

  await Deno.writeTextFile(path, "n3xt");
  assertEquals(await stopWith("Bearer s3cret"), 401);
  assertEquals(await stopWith("Bearer n3xt"), 200);
  for (
    const spoil of [
      () => Deno.writeTextFile(path, " \n"),
      () => Deno.remove(path),
    ]
  ) {
    await spoil();
    assertEquals(await stopWith("Bearer n3xt"), 503);
    assertEquals(await stopWith("Bearer "), 503);
  }
  assertEquals(
    log.messages("error"),
    Array(4).fill("cannot use the admin token, a request is refused"),
  );
  assertEquals(JSON.stringify(log.lines).includes("n3xt"), false);
});

Deno.test("GET /stop is 405 with an admin token too, and probes need none", async () => {
  await using dir = await tempDir();
  using log = captureLog();
  const path = `${dir.path}/token`;
  await Deno.writeTextFile(path, "s3cret");
  const adminToken = await createAdminToken({ path, logger: log.logger });
  const handle = memberHandler({ adminToken });
  const statusOf = async (path: string) =>
    (await handle(new Request(`http://member${path}`), DELIVERED)).status;
  assertEquals(await statusOf("/stop"), 405);
  assertEquals(await statusOf("/readyz"), 200);
  assertEquals(await statusOf("/livez"), 200);
});

for (const content of ["", "\n", "  \n\n"]) {
  Deno.test(`createAdminToken() refuses a file with ${JSON.stringify(content)}`, async () => {
    await using dir = await tempDir();
    using log = captureLog();
    const path = `${dir.path}/token`;
    await Deno.writeTextFile(path, content);
    await assertRejects(
      () => createAdminToken({ path, logger: log.logger }),
      Error,
      "the file is empty, and an empty token would let everybody in",
    );
  });
}

Deno.test("createAdminToken() refuses a file that is missing", async () => {
  using log = captureLog();
  await assertRejects(
    () => createAdminToken({ path: "/no/such", logger: log.logger }),
    Error,
    'Cannot read the admin token "/no/such"',
  );
});
