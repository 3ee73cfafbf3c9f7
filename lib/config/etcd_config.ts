import { checkBootstrapRules, readMembers } from "./bootstrap_rules.ts";
import { ConfigError } from "./config_error.ts";
import type { ConfigProblem } from "./config_error.ts";
import { readDocument } from "./document.ts";
import type { EffectiveConfig, Report } from "./effective_config.ts";
import { readEffectiveConfig } from "./effective_config.ts";
import { etcdKeysOf } from "./etcd_keys.ts";
import type { EtcdVersion } from "./etcd_version.ts";
import { checkFeatureRules } from "./feature_rules.ts";
import type { GoUrl } from "./go_url.ts";
import { checkLogRules } from "./log_rules.ts";
import type { Members } from "./members.ts";
import { checkServerRules } from "./server_rules.ts";
import { readSettings } from "./settings.ts";
import type { SettingsView } from "./settings_view.ts";
import { checkTlsRules } from "./tls_rules.ts";
import type { YamlValue } from "./yaml_value.ts";

/** The TLS settings of one side; files are paths, empty if not set. */
export interface TransportSecurity {
  /** The certificate that etcd shows. */
  readonly certFile: string;
  /** Its private key. */
  readonly keyFile: string;
  /** The certificate that etcd shows as a client, if another. */
  readonly clientCertFile: string;
  /** Its private key. */
  readonly clientKeyFile: string;
  /** The authorities that may have signed the other side's certificate. */
  readonly trustedCaFile: string;
  /** Whether the other side has to show a certificate. */
  readonly clientCertAuth: boolean;
  /** Whether etcd makes its own certificates. */
  readonly autoTls: boolean;
  /** Whether the addresses in a client's certificate are not looked at. */
  readonly skipClientSanVerification: boolean;
  /** The common names that a client's certificate may have. */
  readonly allowedCommonNames: readonly string[];
  /** The host names that a client's certificate may have. */
  readonly allowedHostnames: readonly string[];
}

/** A configuration that etcd starts with. */
export interface EtcdConfig {
  /** Known keys by etcd's names, in etcd's types, and all unknown keys. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The keys that etcd ignores, nested ones with a dot. */
  readonly unknownKeys: readonly string[];
  /** The name of the member. */
  readonly name: string;
  /** Where etcd keeps its data. */
  readonly dataDir: string;
  /** Where etcd keeps its log of changes, empty if inside of `dataDir`. */
  readonly walDir: string;
  /** Where etcd listens for clients. */
  readonly listenClientUrls: readonly string[];
  /** Where etcd listens for peers. */
  readonly listenPeerUrls: readonly string[];
  /** What etcd tells its clients. */
  readonly advertiseClientUrls: readonly string[];
  /** What etcd tells its peers. */
  readonly initialAdvertisePeerUrls: readonly string[];
  /** Members and their peer URLs as far as the file names them. */
  readonly initialCluster: Members;
  /** Either `new` or `existing`. */
  readonly initialClusterState: string;
  /** Undefined if the file does not set it. */
  readonly heartbeatIntervalMs: number | undefined;
  /** Undefined if the file does not set it. */
  readonly electionTimeoutMs: number | undefined;
  /** 0 for etcd's default of 2 GiB. */
  readonly quotaBackendBytes: number;
  /** TLS towards clients. */
  readonly clientTransportSecurity: TransportSecurity;
  /** TLS towards peers. */
  readonly peerTransportSecurity: TransportSecurity;
}

/** Options of {@linkcode parseEtcdConfig}. */
export interface ParseEtcdConfigOptions {
  /** The version whose keys and rules count. */
  readonly etcdVersion: EtcdVersion;
  /**
   * Tells whether a directory holds a member's log already. etcd does not look
   * at the initial cluster then, so that it is not checked either.
   * @default {() => Promise.resolve(false)}
   */
  readonly hasWal?: (walDir: string) => Promise<boolean>;
}

/**
 * Parses etcd's configuration file as etcd does.
 * @throws {ConfigError} with all that etcd would refuse it for.
 */
export async function parseEtcdConfig(
  source: Uint8Array,
  options: ParseEtcdConfigOptions,
): Promise<EtcdConfig> {
  const { etcdVersion, hasWal = () => Promise.resolve(false) } = options;
  const problems: ConfigProblem[] = [];
  const { values, unknownKeys } = readSettings(
    await readYaml(source),
    etcdKeysOf(etcdVersion),
    problems,
  );
  const config = readEffectiveConfig(values, etcdVersion, problems);
  const dataDir = config.settings.text("data-dir");
  const walDir = config.settings.text("wal-dir") || `${dataDir}/member/wal`;
  const isInitialized = dataDir !== "" && await hasWal(walDir);
  checkRules(config, isInitialized, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return { settings: values, unknownKeys, ...describe(config) };
}

async function readYaml(source: Uint8Array): Promise<YamlValue> {
  try {
    return await readDocument(source);
  } catch (cause) {
    // A RangeError is what is left of the stack after absurdly deep nesting.
    if (!(cause instanceof SyntaxError || cause instanceof RangeError)) {
      throw cause;
    }
    const reason = `not valid YAML: ${cause.message}`;
    throw new ConfigError([{ key: "", reason }], { cause });
  }
}

function checkRules(
  config: EffectiveConfig,
  isInitialized: boolean,
  problems: ConfigProblem[],
): void {
  const report: Report = (key, reason) => {
    // A value of the wrong type is reported once, not for its consequences.
    if (!problems.some((problem) => problem.key === key)) {
      problems.push({ key, reason });
    }
  };
  checkServerRules(config, report);
  checkBootstrapRules(config, isInitialized, report);
  checkTlsRules(config, report);
  checkLogRules(config, report);
  checkFeatureRules(config, report);
}

function describe(
  config: EffectiveConfig,
): Omit<EtcdConfig, "settings" | "unknownKeys"> {
  const { settings } = config;
  return {
    name: settings.text("name", "default"),
    dataDir: settings.text("data-dir"),
    walDir: settings.text("wal-dir"),
    listenClientUrls: config.listenClientUrls.map(hrefOf),
    listenPeerUrls: config.listenPeerUrls.map(hrefOf),
    advertiseClientUrls: config.advertiseClientUrls.map(hrefOf),
    initialAdvertisePeerUrls: config.advertisePeerUrls.map(hrefOf),
    initialCluster: readMembers(config),
    initialClusterState: settings.text("initial-cluster-state") || "new",
    heartbeatIntervalMs: toNumber(settings.integer("heartbeat-interval")),
    electionTimeoutMs: toNumber(settings.integer("election-timeout")),
    quotaBackendBytes: Number(settings.integer("quota-backend-bytes") ?? 0n),
    clientTransportSecurity: describeSecurity(
      settings.section("client-transport-security"),
    ),
    peerTransportSecurity: describeSecurity(
      settings.section("peer-transport-security"),
    ),
  };
}

function describeSecurity(security: SettingsView): TransportSecurity {
  return {
    certFile: security.text("cert-file"),
    keyFile: security.text("key-file"),
    clientCertFile: security.text("client-cert-file"),
    clientKeyFile: security.text("client-key-file"),
    trustedCaFile: security.text("trusted-ca-file"),
    clientCertAuth: security.flag("client-cert-auth"),
    autoTls: security.flag("auto-tls"),
    skipClientSanVerification: security.flag("skip-client-san-verification"),
    allowedCommonNames: security.list("allowed-cn"),
    allowedHostnames: security.list("allowed-hostname"),
  };
}

function hrefOf({ href }: GoUrl): string {
  return href;
}

function toNumber(value: bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
