import type { EffectiveConfig, Report } from "./effective_config.ts";
import type { SettingsView } from "./settings_view.ts";
import type { GoUrl } from "./go_url.ts";

const VERSIONS: Readonly<Record<string, number>> = {
  "": 0,
  "TLS1.2": 12,
  "TLS1.3": 13,
};

/** The names that Go has for its cipher suites, those it warns of included. */
const CIPHER_SUITES = new Set(
  `TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 TLS_RSA_WITH_RC4_128_SHA
  TLS_RSA_WITH_3DES_EDE_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA
  TLS_RSA_WITH_AES_256_CBC_SHA TLS_RSA_WITH_AES_128_CBC_SHA256
  TLS_RSA_WITH_AES_128_GCM_SHA256 TLS_RSA_WITH_AES_256_GCM_SHA384
  TLS_ECDHE_ECDSA_WITH_RC4_128_SHA TLS_ECDHE_RSA_WITH_RC4_128_SHA
  TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305`.split(/\s+/),
);

/** Checks what of the TLS settings can be told from the file alone. */
export function checkTlsRules(config: EffectiveConfig, report: Report): void {
  checkVersions(config, report);
  for (const suite of config.settings.list("cipher-suites")) {
    if (!CIPHER_SUITES.has(suite)) {
      report("cipher-suites", `unexpected TLS cipher suite "${suite}"`);
    }
  }
  const clientUrls = [
    ...config.listenClientUrls,
    ...config.listenClientHttpUrls,
    ...config.listenMetricsUrls,
  ];
  // Peers are also dialled, so a half pair fails there without a secure URL.
  checkSection("client-transport-security", {
    config,
    urls: clientUrls,
    report,
  });
  checkSection("peer-transport-security", {
    config,
    urls: config.listenPeerUrls,
    report,
  });
}

function checkVersions({ settings }: EffectiveConfig, report: Report): void {
  const min = settings.text("tls-min-version");
  const max = settings.text("tls-max-version");
  for (const [key, value] of Object.entries({ min, max })) {
    if (VERSIONS[value] === undefined) {
      report(`tls-${key}-version`, `unexpected TLS version "${value}"`);
    }
  }
  const [minNumber = 0, maxNumber = 0] = [VERSIONS[min], VERSIONS[max]];
  if (maxNumber !== 0 && minNumber > maxNumber) {
    report("tls-min-version", `${min} is greater than tls-max-version ${max}`);
  }
  if (min === "TLS1.3" && settings.list("cipher-suites").length > 0) {
    report("cipher-suites", "cannot be set when only TLS1.3 is enabled");
  }
}

function checkSection(key: string, { config, urls, report }: {
  readonly config: EffectiveConfig;
  readonly urls: readonly GoUrl[];
  readonly report: Report;
}): void {
  const security = config.settings.section(key);
  const isPeer = key.startsWith("peer");
  const secure = urls.find(({ scheme }) =>
    scheme === "https" || scheme === "unixs"
  );
  const hasCert = security.text("cert-file") !== "";
  const hasKey = security.text("key-file") !== "";
  if (!hasCert && !hasKey) {
    if (secure !== undefined && !security.flag("auto-tls")) {
      report(key, `cert-file and key-file are needed for ${secure.href}`);
    }
    return;
  }
  if (!isPeer && secure === undefined) return;
  if (hasCert !== hasKey) {
    report(
      `${key}.${hasCert ? "key-file" : "cert-file"}`,
      "missing or empty although its counterpart is set",
    );
  }
  checkClientPair(key, security, report);
}

function checkClientPair(
  key: string,
  security: SettingsView,
  report: Report,
): void {
  const hasCert = security.text("client-cert-file") !== "";
  const hasKey = security.text("client-key-file") !== "";
  if (hasCert !== hasKey) {
    report(
      `${key}.${hasCert ? "client-key-file" : "client-cert-file"}`,
      "missing or empty although its counterpart is set",
    );
  }
  const isLimitedTwice = security.list("allowed-cn").length > 0 &&
    security.list("allowed-hostname").length > 0;
  if (isLimitedTwice) {
    report(`${key}.allowed-cn`, "does not go with allowed-hostname");
  }
}
