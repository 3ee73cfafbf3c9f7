import type { KeyText } from "./key_text.ts";

/**
 * Fields of etcd's own structure, which its decoder takes for keys as well.
 * None of them is documented by etcd.
 */
const INTERNAL_NAMES = `ListenPeerUrls ListenClientUrls ListenClientHttpUrls
  AdvertisePeerUrls AdvertiseClientUrls LPUrls LCUrls APUrls ACUrls
  ListenMetricsUrls ClientTLSInfo PeerTLSInfo CORS HostWhitelist
  FlagsExplicitlySet ClientAutoTLS PeerAutoTLS ZapLoggerBuilder
  ServerFeatureGate grpc-additional-server-options`.split(/\s+/);

/** What is to be known about these: not to use them. */
export const INTERNAL_TEXTS: readonly KeyText[] = INTERNAL_NAMES.map(
  (name) => ({
    name,
    meaning: "A field inside of etcd that a file reaches by accident; etcd " +
      "sets it itself",
    default: "",
    deprecated: "not meant to be set; leave it out",
  }),
);
