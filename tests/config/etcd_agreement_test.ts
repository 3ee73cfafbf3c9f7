import { assertEquals } from "@std/assert";
import { ConfigError } from "../../lib/config/config_error.ts";
import { parseEtcdConfig } from "../../lib/config/etcd_config.ts";
import { parseEtcdVersion } from "../../lib/config/etcd_version.ts";
import type { EtcdVersion } from "../../lib/config/etcd_version.ts";
import { provisionEtcd } from "../support/etcd/provision.ts";
import { tempDir } from "../support/temp_dir.ts";
import { askEtcd, withFreePorts } from "./etcd_verdict.ts";
import type { EtcdVerdict, EtcdVerdictOptions } from "./etcd_verdict.ts";
import { inParallel } from "./in_parallel.ts";
import { createRandom, mutate } from "./mutations.ts";
import { STATEMENTS } from "./statements.ts";
import { writeTestCertificates } from "./test_certificates.ts";

const FIXTURES = ["one_member", "one_member_tls", "three_members"].map((name) =>
  Deno.readTextFileSync(new URL(`testdata/${name}.yaml`, import.meta.url))
);

for (
  const { line, count } of [{ line: "3.5", count: 500 }, {
    line: "3.6",
    count: 100,
  }] as const
) {
  Deno.test(`parseEtcdConfig() agrees with etcd ${line} on ${count} mutations`, async () => {
    const etcd = await provisionEtcd(line);
    const etcdVersion = await versionOf(etcd);
    await using directory = await tempDir();
    await writeTestCertificates(directory.path);
    const options = { etcd, directory: directory.path };
    const seeds = Array.from({ length: count }, (_, seed) => seed);
    const disagreements: string[] = [];
    let accepted = 0;
    let rejected = 0;
    let stricter = 0;
    await inParallel(seeds, async (seed) => {
      const random = createRandom(seed);
      const fixture = FIXTURES[random(FIXTURES.length)] ?? "";
      const config = withFreePorts(mutate(fixture, random));
      const problem = await problemOf(config, etcdVersion);
      if (isStricterByDesign(problem)) {
        stricter++;
        return;
      }
      const verdict = await askUntilSure(config, problem, options);
      if (isAgreed(verdict, problem)) {
        problem === undefined ? accepted++ : rejected++;
      } else {
        disagreements.push(
          `seed ${seed}: ${problem?.message ?? "no problem found"}, but etcd ` +
            `${verdict.outcome} it: ${verdict.output.slice(-300)}`,
        );
      }
    });
    assertEquals(disagreements, []);
    // Neither verdict can be the answer to everything.
    assertEquals(accepted > count / 5 && rejected > count / 5, true);
    assertEquals(stricter < count / 10, true);
  });

  Deno.test(`parseEtcdConfig() agrees with etcd ${line} on every statement about the file`, async () => {
    const etcd = await provisionEtcd(line);
    const etcdVersion = await versionOf(etcd);
    await using directory = await tempDir();
    await writeTestCertificates(directory.path);
    const options = { etcd, directory: directory.path };
    await inParallel(STATEMENTS, async ({ name, text, is, since = 5 }) => {
      if (etcdVersion.minor < since) return;
      const config = typeof text === "string" ? withFreePorts(text) : text;
      const problem = await problemOf(config, etcdVersion);
      const verdict = await askUntilSure(config, problem, options);
      assertEquals(
        [
          name,
          problem === undefined ? "accepted" : "rejected",
          verdict.outcome,
        ],
        [name, is, is],
        `${problem?.message} ${verdict.output.slice(-500)}`,
      );
    });
  });
}

async function versionOf(etcd: string): Promise<EtcdVersion> {
  const { stdout } = await new Deno.Command(etcd, { args: ["--version"] })
    .output();
  return parseEtcdVersion(new TextDecoder().decode(stdout));
}

async function problemOf(
  config: Uint8Array,
  etcdVersion: EtcdVersion,
): Promise<ConfigError | undefined> {
  try {
    await parseEtcdConfig(config, { etcdVersion });
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/** etcd would choose a data directory itself; this program never lets it. */
function isStricterByDesign(problem: ConfigError | undefined): boolean {
  return problem?.problems.length === 1 &&
    problem.problems[0]?.key === "data-dir" &&
    problem.problems[0].reason === "missing or empty";
}

/** Some listeners fail only when it serves; default ports can be busy. */
async function askUntilSure(
  config: Uint8Array,
  problem: ConfigError | undefined,
  options: EtcdVerdictOptions,
): Promise<EtcdVerdict> {
  let verdict = await askEtcd(config, options);
  for (let tries = 0; tries < 10; tries++) {
    if (!verdict.output.includes("address already in use")) break;
    verdict = await askEtcd(config, options);
  }
  return problem !== undefined && verdict.outcome === "accepted"
    ? await askEtcd(config, { ...options, isPatient: true })
    : verdict;
}

/** What fails for another reason than the file may be judged either way. */
function isAgreed(
  { outcome }: EtcdVerdict,
  problem: ConfigError | undefined,
): boolean {
  return outcome === "outside" ||
    (outcome === "accepted") === (problem === undefined);
}
