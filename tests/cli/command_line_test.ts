import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { parseCommandLine } from "../../lib/cli/command_line.ts";
import { START_ETCD_FLAGS } from "../../lib/cli/flag_table.ts";
import { formatHelp } from "../../lib/cli/help.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";

const PURE = { permissions: "none" } as const;

Deno.test("parseCommandLine() reads what etcd-druid passes", PURE, () => {
  const { name, flags } = parseCommandLine([
    "start-etcd",
    "--backup-restore-host-port=etcd-main-local:8080",
    "--etcd-server-name=etcd-main-local",
    "--backup-restore-tls-enabled=true",
    "--backup-restore-ca-cert-bundle-path=/var/etcdbr/ssl/ca/bundle.crt",
    "--etcd-client-cert-path=/var/etcd/ssl/client/tls.crt",
    "--etcd-client-key-path=/var/etcd/ssl/client/tls.key",
    "--etcd-client-port=2379",
    "--etcd-wrapper-port=9095",
  ]);
  assertEquals(name, "start-etcd");
  assertEquals(flags, {
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
    "single-member-fast-start": false,
  });
});

Deno.test(
  "parseCommandLine() refuses two sources of the configuration",
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
        () => parseCommandLine(["start-etcd", ...args]),
        UsageError,
      );
      assertEquals(error.message.split("\n")[0], problem);
      assertEquals(error.exitCode, 2);
    }
  },
);

Deno.test(
  "parseCommandLine() takes a value that looks like a flag for a value",
  PURE,
  () => {
    const { flags } = parseCommandLine([
      "start-etcd",
      "--etcd-config-file=/c",
      "--etcd-path",
      "--backup-restore-tls-enabled",
    ]);
    assertEquals(flags["etcd-path"], "--backup-restore-tls-enabled");
  },
);

Deno.test(
  "parseCommandLine() leaves the data volume to the configuration file",
  PURE,
  () => {
    const volumeOf = (...args: string[]) =>
      parseCommandLine(["start-etcd", ...args]).flags["data-volume-dir"];
    assertEquals(volumeOf("--etcd-config-file=/c"), "");
    assertEquals(
      volumeOf("--etcd-config-file=/c", "--data-volume-dir=/v"),
      "/v",
    );
  },
);

Deno.test("parseCommandLine() keeps the original's defaults", PURE, () => {
  const { flags } = parseCommandLine(["start-etcd"]);
  assertEquals(flags["backup-restore-host-port"], ":8080");
  assertEquals(flags["backup-restore-tls-enabled"], false);
  assertEquals(flags["etcd-client-port"], 2379);
  assertEquals(flags["etcd-wrapper-port"], 9095);
  assertEquals(flags["etcd-ready-timeout"], 0);
});

Deno.test(
  "parseCommandLine() gives help with exit code 0 on request",
  PURE,
  () => {
    for (const word of ["--help", "-h", "-help", "help"]) {
      const error = assertThrows(() => parseCommandLine([word]), UsageError);
      assertEquals([error.message, error.exitCode], [formatHelp(), 0]);
    }
  },
);

Deno.test(
  "parseCommandLine() fails with help and exit code 1 without a known command",
  PURE,
  () => {
    const cases: [string[], string][] = [
      [[], "no command given"],
      [["stop-etcd"], 'unknown command "stop-etcd"'],
      [["--etcd-client-port=1"], 'unknown command "--etcd-client-port=1"'],
    ];
    for (const [args, problem] of cases) {
      const error = assertThrows(() => parseCommandLine(args), UsageError);
      assertEquals(error.message, `${problem}\n\n${formatHelp()}`);
      assertEquals(error.exitCode, 1);
    }
  },
);

Deno.test("formatHelp() names the commands and every flag", PURE, () => {
  const help = formatHelp();
  assertMatch(help, /USAGE:\n {2}etcd-wrapper start-etcd \[flags\]\n/);
  for (const flag of START_ETCD_FLAGS) {
    assertMatch(help, new RegExp(`^  -${flag.name}( |$)`, "m"));
  }
});

Deno.test("START_ETCD_FLAGS stands in alphabetical order", PURE, () => {
  const names = START_ETCD_FLAGS.map((flag) => flag.name);
  assertEquals(names, names.toSorted());
});
