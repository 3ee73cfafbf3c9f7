import { assertEquals, assertThrows } from "@std/assert";
import { START_ETCD_FLAGS } from "../../lib/cli/flag_table.ts";
import { parseStartFlags } from "../../lib/cli/start_flags.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";

const PURE = { permissions: "none" } as const;

Deno.test("parseStartFlags() reads what etcd-druid passes", PURE, () => {
  const flags = parseStartFlags([
    "--backup-restore-host-port=etcd-main-local:8080",
    "--etcd-server-name=etcd-main-local",
    "--backup-restore-tls-enabled=true",
    "--backup-restore-ca-cert-bundle-path=/var/etcdbr/ssl/ca/bundle.crt",
    "--etcd-client-cert-path=/var/etcd/ssl/client/tls.crt",
    "--etcd-client-key-path=/var/etcd/ssl/client/tls.key",
    "--etcd-client-port=2379",
    "--etcd-wrapper-port=9095",
  ]);
  assertEquals(flags, {
    "admin-socket": "etcd-wrapper.sock",
    "admin-token-file": "",
    "backup-restore-ca-cert-bundle-path": "/var/etcdbr/ssl/ca/bundle.crt",
    "backup-restore-host-port": "etcd-main-local:8080",
    "backup-restore-tls-enabled": true,
    "data-lock-timeout": 120_000,
    "data-volume-dir": "/var/etcd/data",
    "early-probes": false,
    "etcd-client-cert-path": "/var/etcd/ssl/client/tls.crt",
    "etcd-client-key-path": "/var/etcd/ssl/client/tls.key",
    "etcd-client-port": 2379,
    "etcd-config-file": "",
    "etcd-path": "",
    "etcd-ready-timeout": 0,
    "etcd-server-name": "etcd-main-local",
    "etcd-stop-timeout": 25_000,
    "etcd-wrapper-port": 9095,
    "expand-env": false,
    "hand-over-timeout": 5000,
    "initialization-timeout": 0,
    "liveness-timeout": 120_000,
    "log-format": "json",
    "log-level": "info",
    "member-name": "",
    "on-invalid-data": "stop",
    "peer-client-endpoints": "",
    "peer-wrapper-endpoints": "",
    "quarantine-max-count": 3,
    "quarantine-min-free": 10,
    "read-ahead": true,
    "restart-on-ca-change": false,
    "single-member-fast-start": false,
    "stop-on-socket-only": false,
  });
});

Deno.test(
  "parseStartFlags() refuses two sources of the configuration",
  PURE,
  () => {
    const cases: [string[], string][] = [
      // A value that is the default counts too: it was given.
      [
        ["--etcd-config-file=/c", "--backup-restore-host-port=:8080"],
        "-etcd-config-file cannot be given together with " +
        "-backup-restore-host-port: the configuration comes from the file " +
        "or from the sidecar",
      ],
      [
        ["-backup-restore-tls-enabled=false", "-etcd-config-file", "/c"],
        "-etcd-config-file cannot be given together with " +
        "-backup-restore-tls-enabled: the configuration comes from the file " +
        "or from the sidecar",
      ],
      [
        ["--member-name=a", "--expand-env"],
        "-expand-env, -member-name can be given only with -etcd-config-file",
      ],
    ];
    for (const [args, problem] of cases) {
      const error = assertThrows(
        () => parseStartFlags(args),
        UsageError,
      );
      assertEquals(error.message.split("\n")[0], problem);
      assertEquals(error.exitCode, 2);
    }
  },
);

Deno.test(
  "parseStartFlags() takes a value that looks like a flag for a value",
  PURE,
  () => {
    const flags = parseStartFlags([
      "--etcd-config-file=/c",
      "--etcd-path",
      "--backup-restore-tls-enabled",
    ]);
    assertEquals(flags["etcd-path"], "--backup-restore-tls-enabled");
  },
);

Deno.test(
  "parseStartFlags() leaves the data volume to the configuration file",
  PURE,
  () => {
    const volumeOf = (...args: string[]) =>
      parseStartFlags(args)["data-volume-dir"];
    assertEquals(volumeOf("--etcd-config-file=/c"), "");
    assertEquals(
      volumeOf("--etcd-config-file=/c", "--data-volume-dir=/v"),
      "/v",
    );
  },
);

Deno.test("parseStartFlags() keeps the original's defaults", PURE, () => {
  const flags = parseStartFlags([]);
  assertEquals(flags["backup-restore-host-port"], ":8080");
  assertEquals(flags["backup-restore-tls-enabled"], false);
  assertEquals(flags["etcd-client-port"], 2379);
  assertEquals(flags["etcd-wrapper-port"], 9095);
  assertEquals(flags["etcd-ready-timeout"], 0);
});

Deno.test("START_ETCD_FLAGS stands in alphabetical order", PURE, () => {
  const names = START_ETCD_FLAGS.map((flag) => flag.name);
  assertEquals(names, names.toSorted());
});
