import { assertEquals, assertThrows } from "@std/assert";
import { parseCommandLine } from "../../lib/cli/command_line.ts";
import { formatFlags } from "../../lib/cli/format_flags.ts";
import {
  createSettings,
  type Settings,
  SettingsError,
} from "../../lib/cli/settings.ts";

const PURE = { permissions: "none" } as const;

function settings(...args: string[]): Settings {
  return createSettings(parseCommandLine(["start-etcd", ...args]).flags);
}

Deno.test("createSettings() takes the defaults", PURE, () => {
  const { sidecar, wrapperPort, log } = settings();
  assertEquals(sidecar.hostPort, ":8080");
  assertEquals(wrapperPort, 9095);
  assertEquals(log, { level: "info", format: "json" });
});

Deno.test(
  "createSettings() takes host names and both address families",
  PURE,
  () => {
    for (
      const hostPort of ["etcd-main-local:8080", "127.0.0.1:1", "[::1]:8080"]
    ) {
      assertEquals(
        settings(`--backup-restore-host-port=${hostPort}`).sidecar.hostPort,
        hostPort,
      );
    }
  },
);

Deno.test("createSettings() names each value that cannot be used", PURE, () => {
  const cases: [string[], string][] = [
    [
      ["--backup-restore-host-port=http://x:8080"],
      'backup-restore-host-port "http://x:8080" must not have a scheme: give host:port',
    ],
    [
      ["--backup-restore-host-port=https:8080"],
      'backup-restore-host-port "https:8080" must not have a scheme: give host:port',
    ],
    ...["localhost", "localhost:", "localhost:0", "localhost:70000", "8080"]
      .map((value): [string[], string] => [
        [`--backup-restore-host-port=${value}`],
        `backup-restore-host-port "${value}" is not of the form host:port`,
      ]),
    [
      ["--backup-restore-tls-enabled"],
      "backup-restore-ca-cert-bundle-path must be given with backup-restore-tls-enabled",
    ],
    [
      [
        "--backup-restore-tls-enabled",
        "--backup-restore-ca-cert-bundle-path= ",
      ],
      "backup-restore-ca-cert-bundle-path must be given with backup-restore-tls-enabled",
    ],
    [
      ["--etcd-wrapper-port=70000"],
      "etcd-wrapper-port 70000 is not a port: give 1 to 65535",
    ],
    [
      ["--etcd-client-port=-1"],
      "etcd-client-port -1 is not a port: give 1 to 65535",
    ],
    [["--etcd-stop-timeout=0"], "etcd-stop-timeout must be more than 0"],
    [["--data-volume-dir="], "data-volume-dir must not be empty"],
    [
      ["--log-level=fatal"],
      'log-level "fatal" is none of debug, info, warn, error',
    ],
    [["--log-format=xml"], 'log-format "xml" is neither json nor text'],
  ];
  for (const [args, message] of cases) {
    const error = assertThrows(() => settings(...args), SettingsError);
    assertEquals(error.message, message);
  }
});

Deno.test("createSettings() names all problems, one a line", PURE, () => {
  const error = assertThrows(
    () => settings("--etcd-client-port=0", "--etcd-wrapper-port=0"),
    SettingsError,
  );
  assertEquals(error.message.split("\n").length, 2);
});

Deno.test("formatFlags() lists flags as the original logs them", PURE, () => {
  const { flags } = parseCommandLine([
    "start-etcd",
    "--etcd-ready-timeout=2m",
    "--etcd-server-name=etcd-main-local",
  ]);
  assertEquals(
    formatFlags(flags),
    "backup-restore-ca-cert-bundle-path: , backup-restore-host-port: :8080, " +
      "backup-restore-tls-enabled: false, data-volume-dir: /var/etcd/data, " +
      "etcd-client-cert-path: , etcd-client-key-path: , etcd-client-port: 2379, " +
      "etcd-path: , etcd-ready-timeout: 2m0s, etcd-server-name: etcd-main-local, " +
      "etcd-stop-timeout: 25s, etcd-wrapper-port: 9095, log-format: json, " +
      "log-level: info, read-ahead: true, single-member-fast-start: false",
  );
});
