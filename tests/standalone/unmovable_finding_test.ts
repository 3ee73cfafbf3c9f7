import { assertEquals } from "@std/assert";
import { unmovableFinding } from "../../lib/standalone/unmovable_finding.ts";
import type { Finding } from "../../lib/validation/finding.ts";

const PURE = { permissions: "none" } as const;

function finding(
  code: string,
  severity: Finding["severity"] = "error",
): Finding {
  return {
    code,
    severity,
    file: "f",
    offset: undefined,
    message: "m",
    action: "a",
  };
}

Deno.test(
  "unmovableFinding() leaves data alone that is not damaged",
  PURE,
  () => {
    const codes = [
      "ETCD_TOO_OLD",
      "MEMBER_FOREIGN",
      "MEMBER_REMOVED",
      "WAL_READ",
    ];
    for (const code of codes) {
      const findings = [finding("DB_META"), finding(code)];
      assertEquals(
        unmovableFinding(findings, { hasOwnWalDir: false })?.code,
        code,
      );
    }
  },
);

Deno.test("unmovableFinding() goes by errors only", PURE, () => {
  const findings = [finding("DB_META"), finding("SNAP_READ", "warning")];
  assertEquals(unmovableFinding(findings, { hasOwnWalDir: true }), undefined);
});

Deno.test(
  "unmovableFinding() suspects a log volume that is not mounted",
  PURE,
  () => {
    const findings = [finding("WAL_MISSING")];
    assertEquals(
      unmovableFinding(findings, { hasOwnWalDir: true })?.code,
      "WAL_MISSING",
    );
    assertEquals(
      unmovableFinding(findings, { hasOwnWalDir: false }),
      undefined,
    );
  },
);
