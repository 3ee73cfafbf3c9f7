import { assertEquals, assertThrows } from "@std/assert";
import { compileConfig } from "../support/deno_runtime/compile_config.ts";

const CONFIG = {
  unstable: ["net"],
  permissions: {
    default: {
      run: ["/etcd"],
      sys: ["umask", "systemMemoryInfo"],
      read: ["/etcd", "/var/etcd", "/var/etcd/ssl", "/var/etcdbr"],
      write: ["/var/etcd"],
      net: true,
    },
  },
};

const OPTIONS = { denoVersion: "2.9.6" };

function grantsOf(config: Record<string, unknown>): unknown {
  return (config["permissions"] as { default: unknown }).default;
}

Deno.test("compileConfig() keeps the grants as they are", {
  permissions: "none",
}, () => {
  const config = compileConfig(CONFIG, OPTIONS);
  assertEquals(grantsOf(config), CONFIG.permissions.default);
  assertEquals(config["unstable"], CONFIG.unstable);
});

Deno.test("compileConfig() leaves out what an older Deno rejects", {
  permissions: "none",
}, () => {
  const config = compileConfig(CONFIG, { ...OPTIONS, denoVersion: "2.6.10" });
  assertEquals(grantsOf(config), {
    ...CONFIG.permissions.default,
    sys: ["systemMemoryInfo"],
  });
});

Deno.test("compileConfig() puts the data root in the place of /var/etcd only", {
  permissions: "none",
}, () => {
  const config = compileConfig(CONFIG, { ...OPTIONS, dataRoot: "/data" });
  assertEquals(grantsOf(config), {
    ...CONFIG.permissions.default,
    read: ["/etcd", "/data", "/data/ssl", "/var/etcdbr"],
    write: ["/data"],
  });
});

Deno.test(
  "compileConfig() adds the extra paths",
  { permissions: "none" },
  () => {
    const config = compileConfig(CONFIG, {
      ...OPTIONS,
      run: ["/opt/etcd"],
      read: ["/certificates"],
      write: ["/run/wrapper"],
    });
    assertEquals(grantsOf(config), {
      ...CONFIG.permissions.default,
      run: ["/etcd", "/opt/etcd"],
      read: [...CONFIG.permissions.default.read, "/opt/etcd", "/certificates"],
      write: ["/var/etcd", "/run/wrapper"],
    });
  },
);

for (const dataRoot of ["", "/", "data", "/data/", "//data"]) {
  Deno.test(`compileConfig() rejects the data root "${dataRoot}"`, {
    permissions: "none",
  }, () => {
    assertThrows(
      () => compileConfig(CONFIG, { ...OPTIONS, dataRoot }),
      TypeError,
      `Cannot compile for the data root "${dataRoot}"`,
    );
  });
}

Deno.test("compileConfig() rejects a configuration without grants", {
  permissions: "none",
}, () => {
  assertThrows(
    () => compileConfig({}, OPTIONS),
    TypeError,
    'deno.json has no "permissions.default"',
  );
});
