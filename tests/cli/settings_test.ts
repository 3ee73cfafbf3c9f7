import { assertEquals, assertThrows } from "@std/assert";
import { formatFlags } from "../../lib/cli/format_flags.ts";
import {
  createSettings,
  type Settings,
  SettingsError,
} from "../../lib/cli/settings.ts";
import { parseStartFlags } from "../../lib/cli/start_flags.ts";

const PURE = { permissions: "none" } as const;

function settings(...args: string[]): Settings {
  return createSettings(parseStartFlags(args));
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
  const flags = parseStartFlags([
    "--etcd-ready-timeout=2m",
    "--etcd-server-name=etcd-main-local",
  ]);
  assertEquals(
    formatFlags(flags),
    "admin-socket: etcd-wrapper.sock, admin-token-file: , backup-restore-ca-cert-bundle-path: , " +
      "backup-restore-host-port: :8080, " +
      "backup-restore-tls-enabled: false, data-lock-timeout: 2m0s, " +
      "data-volume-dir: /var/etcd/data, early-probes: false, " +
      "etcd-client-cert-path: , " +
      "etcd-client-key-path: , etcd-client-port: 2379, etcd-config-file: , " +
      "etcd-path: , etcd-ready-timeout: 2m0s, etcd-server-name: etcd-main-local, " +
      "etcd-stop-timeout: 25s, etcd-wrapper-port: 9095, expand-env: false, " +
      "hand-over-timeout: 5s, initialization-timeout: 0s, liveness-timeout: 2m0s, log-format: json, log-level: info, member-name: , on-invalid-data: stop, " +
      "peer-client-endpoints: , peer-wrapper-endpoints: , quarantine-max-count: 3, quarantine-min-free: 10, read-ahead: true, " +
      "restart-on-ca-change: false, single-member-fast-start: false, stop-on-socket-only: false",
  );
});

Deno.test("createSettings() has settings of its own source only", PURE, () => {
  assertEquals(settings().standalone, undefined);
  assertEquals(
    settings("--etcd-config-file=/c", "--on-invalid-data=start-empty")
      .standalone,
    {
      configFile: "/c",
      memberName: "",
      expandEnv: false,
      onInvalidData: "start-empty",
      lockTimeoutMs: 120_000,
      peerClientEndpoints: [],
      peerWrapperEndpoints: {},
      quarantineMaxCount: 3,
      quarantineMinFreePercent: 10,
    },
  );
});

Deno.test("createSettings() names what its own source cannot use", PURE, () => {
  const error = assertThrows(
    () =>
      settings(
        "--etcd-config-file=/c",
        "--on-invalid-data=delete",
        "--peer-client-endpoints=http://a:1,a:2379",
        "--peer-wrapper-endpoints=a=b:1,b:9095",
        "--quarantine-max-count=0",
        "--quarantine-min-free=101",
        "--data-lock-timeout=-1s",
      ),
    SettingsError,
  );
  assertEquals(error.message.split("\n"), [
    'on-invalid-data "delete" is neither stop nor start-empty',
    'peer-client-endpoints "a:2379" is not of the form http(s)://host:port',
    'peer-wrapper-endpoints "b:9095" is not of the form name=host:port',
    "quarantine-max-count must be at least 1",
    "quarantine-min-free must be a percentage, 0 to 100",
    "data-lock-timeout must not be negative",
  ]);
});
