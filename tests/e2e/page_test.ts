import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Browser, Page } from "playwright-core";
import { BROWSER_PROGRAM, startBrowser } from "../support/browser.ts";
import { createCluster } from "../support/cluster.ts";
import type { Pod } from "../support/pod.ts";
import { createPod } from "../support/pod.ts";
import { createTlsPod } from "../support/tls_pod.ts";
import { until } from "../support/until.ts";

/** Set to a folder, it gets the pictures that the documents show. */
const SCREENSHOTS = Deno.env.get("PAGE_SCREENSHOTS");
const WIDE = { width: 1100, height: 900 };
const PHONE = { width: 390, height: 844 };

function pageTest(
  name: string,
  run: (browser: Browser) => Promise<void>,
): void {
  const isMissing = BROWSER_PROGRAM === undefined;
  Deno.test({
    name: isMissing ? `${name} (skipped: needs chromium on PATH)` : name,
    ignore: isMissing,
    async fn() {
      const browser = await startBrowser();
      try {
        await run(browser);
      } finally {
        await browser.close();
      }
    },
  });
}

pageTest("the page shows a cluster and follows it live", async (browser) => {
  await using cluster = await createCluster(3, {
    config: { extra: { "quota-backend-bytes": 256 * 1024 } },
  });
  const [pod] = cluster.pods as [Pod];
  await using second = await cluster.startBare(1);
  await using third = await cluster.startBare(2);
  await using wrapper = await pod.startReady();
  const page = await browser.newPage({ viewport: WIDE });
  const problems = watchProblems(page);
  await page.goto(urlOf(pod));
  await shows(page, "#state", /^Ready$/);
  await shows(page, "#members", /etcd-main-0.*this member/);
  await shows(page, "#quorum", /^3 of 3 voters answer, 2 are needed$/);
  await shows(page, "#database", /quota\s*256\.0 KiB/);
  await shows(page, "#member", /role\s*(leader|follower)/);
  await shows(page, "#timeline", /waiting until etcd is ready/);
  await shows(page, "#versions", /3\.5\.35/);
  await shows(page, "#live", /^live$/);
  await picture(page, "page-light");

  // The page is not loaded again: what follows comes by events.
  await Promise.all([second.kill(), third.kill()]);
  await shows(page, "#state", /^Not ready: QuorumLost$/);
  await shows(page, "#quorum", /^1 of 3 voters answer, 2 are needed$/);
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "page-dark");
  assertEquals(problems, []);
  wrapper.kill("SIGTERM");
  await wrapper.ended();
  await shows(page, "#live", /^no connection$/);
});

pageTest(
  "the page fits a phone, light and dark, with certificates",
  async (browser) => {
    await using pod = await createTlsPod({
      server: { notAfter: new Date(Date.now() + 40 * 24 * 60 * 60 * 1000) },
    });
    await using _wrapper = pod.start();
    await pod.answers(200);
    const page = await browser.newPage({
      viewport: PHONE,
      isMobile: true,
      ignoreHTTPSErrors: true,
    });
    const problems = watchProblems(page);
    await page.goto(`https://127.0.0.1:${pod.wrapperPort}/`);
    await shows(page, "#state", /^Ready$/);
    await shows(page, "#certificates", /etcd server ends in 39 days/);
    await shows(page, "#certificates", /client of etcd/);
    const colors: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const [contentWidth, color] = await page.evaluate<[number, string]>(
        "[document.documentElement.scrollWidth, " +
          "getComputedStyle(document.body).backgroundColor]",
      );
      assert(contentWidth <= PHONE.width, `${contentWidth} is too wide`);
      colors.push(color);
      await picture(page, `page-phone-${colorScheme}`);
    }
    assertEquals(new Set(colors).size, 2);
    assertEquals(problems, []);
  },
);

pageTest("the page runs nothing but its own script", async (browser) => {
  await using pod = await createPod();
  await using _wrapper = await pod.startReady();
  const page = await browser.newPage();
  const response = await page.goto(urlOf(pod));
  const policy = response?.headers()["content-security-policy"] ?? "";
  assertMatch(policy, /default-src 'none'; script-src 'self'/);
  assert(!policy.includes("unsafe"));
  await page.evaluate(
    "document.body.append(Object.assign(document.createElement('script'), " +
      "{ textContent: 'window.intruder = true' }))",
  );
  assertEquals(await page.evaluate("window.intruder"), undefined);
});

function urlOf(pod: Pod): string {
  return `http://127.0.0.1:${pod.wrapperPort}/`;
}

async function shows(
  page: Page,
  selector: string,
  expected: RegExp,
): Promise<void> {
  await until(`${selector} to show ${expected}`, async () => {
    const text = (await page.innerText(selector)).trim();
    if (!expected.test(text)) throw new Error(text);
    return true;
  }, { timeoutMs: 20_000 });
}

/** What the browser objects to, such as a breach of the policy. */
function watchProblems(page: Page): string[] {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  return problems;
}

async function picture(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
}
