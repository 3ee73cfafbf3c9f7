import { assertEquals } from "@std/assert";
import { CONFIG_KINDS } from "../../lib/config/lint/config_finding.ts";
import { DOCTOR_KINDS } from "../../lib/doctor/doctor_finding.ts";

for (
  const [file, kinds] of [
    ["doctor.md", DOCTOR_KINDS],
    ["config-verbs.md", CONFIG_KINDS],
  ] as const
) {
  Deno.test(`docs/${file} has every finding, its severity and what to do`, async () => {
    const url = new URL(`../../docs/${file}`, import.meta.url);
    const text = await Deno.readTextFile(url);
    const rows = [
      ...text.matchAll(/^\| `([A-Z_]+)` +\| (\w+) +\| .+ \| (.+?) +\|$/gm),
    ].map(([, code, severity, action]) => [code, severity, action]);
    const expected = Object.entries(kinds)
      .map(([code, { severity, action }]) => [code, severity, action]);
    assertEquals(rows, expected);
  });
}
