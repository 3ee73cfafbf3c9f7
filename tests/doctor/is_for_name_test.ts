import { assertEquals } from "@std/assert";
import { isForName } from "../../lib/doctor/certificates/is_for_name.ts";

Deno.test(
  "isForName() goes by the rules of TLS",
  { permissions: "none" },
  () => {
    const certificate = {
      dnsNames: ["a.example.com", "*.svc.local", "*.x"],
      ipAddresses: ["10.0.0.1", "0:0:0:0:0:0:0:1"],
    };
    const cases: Readonly<Record<string, boolean>> = {
      "a.example.com": true,
      "A.Example.com.": true,
      "b.example.com": false,
      "b.svc.local": true,
      "c.b.svc.local": false,
      "svc.local": false,
      ".svc.local": false,
      "10.0.0.1": true,
      "10.0.0.2": false,
      "::1": true,
      "[::1]": true,
      "::2": false,
    };
    for (const [host, expected] of Object.entries(cases)) {
      assertEquals(isForName(certificate, host), expected, host);
    }
  },
);
