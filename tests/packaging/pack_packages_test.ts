import { assert, assertEquals, assertGreater } from "@std/assert";
import { packPackages } from "../support/deno_runtime/pack_packages.ts";

const ROOT = decodeURIComponent(new URL("../..", import.meta.url).pathname);

Deno.test("packPackages() packs what the program takes of its packages", async () => {
  const directory = await Deno.makeTempDir();
  try {
    const packed = await packPackages({
      entry: `${ROOT}main.ts`,
      configPath: `${ROOT}deno.json`,
      directory,
    });
    for (const specifier of ["@logtape/logtape", "@std/async/delay", "yaml"]) {
      assert(specifier in packed, `${specifier} of ${Object.keys(packed)}`);
    }
    assert(!("@std/assert" in packed), "that is the tests' alone");
    for (const file of Object.values(packed)) {
      const source = await Deno.readTextFile(`${directory}/${file}`);
      assertEquals(/\bfrom\s*"(?!node:)/.exec(source), null, file);
      const module = await import(`file://${directory}/${file}`);
      // Loaded for what it adds to the platform.
      if (file.endsWith("/reflect-metadata.js")) continue;
      assertGreater(Object.keys(module).length, 0, file);
    }
    const logtape = await import(
      `file://${directory}/${packed["@logtape/logtape"]}`
    );
    assertEquals(Object.keys(logtape).sort(), [
      "configureSync",
      "getLogger",
      "resetSync",
    ]);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
