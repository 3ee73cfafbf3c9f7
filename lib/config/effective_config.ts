import type { ConfigProblem } from "./config_error.ts";
import type { EtcdVersion } from "./etcd_version.ts";
import type { GoUrl } from "./go_url.ts";
import { SettingsView } from "./settings_view.ts";
import { findBindProblem, findHostProblem, parseUrlList } from "./url_list.ts";

/** What the rules look at: the settings and the URLs that come of them. */
export interface EffectiveConfig {
  /** The settings of the file. */
  readonly settings: SettingsView;
  /** The version of etcd whose rules count. */
  readonly version: EtcdVersion;
  /** Where etcd listens for peers. */
  readonly listenPeerUrls: readonly GoUrl[];
  /** Where etcd listens for clients. */
  readonly listenClientUrls: readonly GoUrl[];
  /** Where etcd listens for clients that speak HTTP only. */
  readonly listenClientHttpUrls: readonly GoUrl[];
  /** Where etcd serves its metrics, if apart. */
  readonly listenMetricsUrls: readonly GoUrl[];
  /** What etcd tells its peers. */
  readonly advertisePeerUrls: readonly GoUrl[];
  /** What etcd tells its clients. */
  readonly advertiseClientUrls: readonly GoUrl[];
}

/** Takes one finding of a rule. */
export type Report = (key: string, reason: string) => void;

/** Reads all URLs of the settings, with etcd's defaults where none are set. */
export function readEffectiveConfig(
  values: Readonly<Record<string, unknown>>,
  version: EtcdVersion,
  problems: ConfigProblem[],
): EffectiveConfig {
  const settings = new SettingsView(values);
  const report: Report = (key, reason) => problems.push({ key, reason });
  const read = (key: string, fallback: string, find: FindProblem) =>
    readUrls({ key, text: settings.text(key) || fallback, find, report });
  return {
    settings,
    version,
    listenPeerUrls: read("listen-peer-urls", PEER_URL, findBindProblem),
    listenClientUrls: read("listen-client-urls", CLIENT_URL, findBindProblem),
    listenClientHttpUrls: isHttpApart(version)
      ? read("listen-client-http-urls", "", findBindProblem)
      : [],
    listenMetricsUrls: read("listen-metrics-urls", "", findBindProblem),
    advertisePeerUrls: read(
      "initial-advertise-peer-urls",
      PEER_URL,
      findHostProblem,
    ),
    advertiseClientUrls: read(
      "advertise-client-urls",
      CLIENT_URL,
      findHostProblem,
    ),
  };
}

type FindProblem = (url: GoUrl) => string | undefined;

/** etcd's own defaults, for peers and for clients. */
const PEER_URL = "http://localhost:2380";
const CLIENT_URL = "http://localhost:2379";

function isHttpApart({ minor, patch }: EtcdVersion): boolean {
  return minor > 5 || (minor === 5 && patch >= 8) ||
    (minor === 4 && patch >= 25);
}

function readUrls({ key, text, find, report }: {
  readonly key: string;
  readonly text: string;
  readonly find: FindProblem;
  readonly report: Report;
}): readonly GoUrl[] {
  if (text === "") return [];
  try {
    const urls = parseUrlList(text);
    for (const reason of urls.map(find)) {
      if (reason !== undefined) report(key, reason);
    }
    return urls;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report(key, error.message);
    return [];
  }
}
