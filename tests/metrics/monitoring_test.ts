import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CAUSES } from "../../lib/health/cause.ts";
import { formatExposition } from "../../lib/metrics/exposition.ts";
import { createPod } from "../support/pod.ts";
import { everyMetric } from "../support/metric_names.ts";
import { providePromtool } from "../support/promtool/provision_promtool.ts";
import { ask } from "../support/read_cause.ts";

const MONITORING = new URL("../../docs/monitoring/", import.meta.url).pathname;
const DOCUMENT = new URL("../../docs/monitoring.md", import.meta.url);
const NAME_REGEXP = /\b(?:etcd_wrapper|process)_[a-z_]+\b/g;
const HISTOGRAM_REGEXP = /_(?:bucket|sum|count)$/;
const promtool = await providePromtool().catch((error) => error as Error);

function promtoolTest(
  name: string,
  run: (path: string) => Promise<void>,
): void {
  if (typeof promtool === "string") Deno.test(name, () => run(promtool));
  else {
    const reason = promtool.message.split("\n", 1)[0];
    Deno.test.ignore(`${name} (skipped: ${reason})`, () => {});
  }
}

promtoolTest("promtool has no objection to any metric", async (path) => {
  await runPromtool(path, {
    args: ["check", "metrics"],
    input: formatExposition(everyMetric()),
  });
});

promtoolTest(
  "promtool has no objection to /metrics of a member",
  async (path) => {
    await using pod = await createPod();
    await using _wrapper = await pod.startReady();
    const { text } = await ask(pod, "/metrics");
    assert(text.includes("etcd_wrapper_ready 1\n"), text);
    await runPromtool(path, { args: ["check", "metrics"], input: text });
  },
);

promtoolTest(
  "the alert rules fire when they should, and only then",
  async (path) => {
    const rules = [
      "check",
      "rules",
      "--lint-fatal",
      `${MONITORING}alerts.yaml`,
    ];
    await runPromtool(path, { args: rules, input: "" });
    await runPromtool(path, {
      args: ["test", "rules", `${MONITORING}alerts_test.yaml`],
      input: "",
    });
  },
);

promtoolTest("promtool objects to what is wrong", async (path) => {
  const wrong = "# TYPE calls counter\ncalls 1\n";
  const failure = await runPromtool(path, {
    args: ["check", "metrics"],
    input: wrong,
  }).then(() => "", String);
  assertStringIncludes(failure, "_total");
});

for (const file of ["alerts.yaml", "dashboard.json"]) {
  Deno.test(`every metric and cause that ${file} names exists`, async () => {
    const text = await Deno.readTextFile(MONITORING + file);
    const known = new Set(everyMetric().map(({ name }) => name));
    const named = [...text.matchAll(NAME_REGEXP)].map(([name]) =>
      known.has(name) ? name : name.replace(HISTOGRAM_REGEXP, "")
    );
    assert(named.length > 5);
    assertEquals(named.filter((name) => !known.has(name)), []);
    const causes = [...text.matchAll(/cause=\\?"(\w+)/g)]
      .map(([, cause]) => cause ?? "");
    assertEquals(causes.filter((cause) => !(cause in CAUSES)), []);
  });
}

Deno.test("the dashboard is one that Grafana can place", async () => {
  const { panels } = JSON.parse(
    await Deno.readTextFile(`${MONITORING}dashboard.json`),
  );
  const ids = panels.map(({ id }: { id: number }) => id);
  assertEquals(new Set(ids).size, ids.length);
  const taken = new Set<string>();
  for (const { title, gridPos: { x, y, w, h } } of panels) {
    assert(x + w <= 24, `${title} is too wide`);
    for (let cell = 0; cell < w * h; cell++) {
      const place = `${x + cell % w}/${y + Math.floor(cell / w)}`;
      assert(!taken.has(place), `${title} covers another panel at ${place}`);
      taken.add(place);
    }
  }
});

Deno.test("the document names every metric, and no other", async () => {
  const text = await Deno.readTextFile(DOCUMENT);
  const described = [...text.matchAll(/^\| `((?:etcd_wrapper|process)_\w+)/gm)]
    .map(([, name]) => name ?? "");
  assertEquals(
    described.toSorted(),
    everyMetric().map(({ name }) => name).toSorted(),
  );
});

async function runPromtool(
  path: string,
  { args, input }: {
    readonly args: readonly string[];
    readonly input: string;
  },
): Promise<void> {
  const child = new Deno.Command(path, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await output;
  const said = new TextDecoder().decode(stdout) +
    new TextDecoder().decode(stderr);
  // It complains of a metric with an exit code, and of its style in words.
  if (!success || /error|use a counter|should/i.test(said)) {
    throw new Error(`promtool ${args.join(" ")}: ${said}`);
  }
}
