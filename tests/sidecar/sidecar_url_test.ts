import { assertEquals } from "@std/assert";
import { sidecarUrl } from "../../lib/sidecar/sidecar_url.ts";

const PURE = { permissions: "none" } as const;

for (
  const [hostPort, tlsEnabled, url] of [
    ["etcd-main-local:8080", false, "http://etcd-main-local:8080/"],
    ["etcd-main-local:8080", true, "https://etcd-main-local:8080/"],
    [":8080", false, "http://localhost:8080/"],
    ["127.0.0.1:8080", true, "https://127.0.0.1:8080/"],
    ["[::1]:8080", false, "http://[::1]:8080/"],
    ["[::1]:8080", true, "https://[::1]:8080/"],
    ["::1:8080", false, "http://[::1]:8080/"],
    ["sidecar:443", true, "https://sidecar/"],
  ] as const
) {
  Deno.test(`sidecarUrl() makes ${url} of ${hostPort}`, PURE, () => {
    assertEquals(sidecarUrl({ hostPort, tlsEnabled }).href, url);
  });
}
