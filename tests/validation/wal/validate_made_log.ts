import {
  validateWal,
  type ValidateWalOptions,
} from "../../../lib/validation/wal/validate_wal.ts";
import type { WalReport } from "../../../lib/validation/wal/wal_report.ts";
import { tempDir } from "../../support/temp_dir.ts";

/** Validates everything. */
export function full(
  walDir: string,
  options: Partial<ValidateWalOptions> = {},
): Promise<WalReport> {
  const { signal } = new AbortController();
  return validateWal(walDir, { mode: "full", signal, ...options });
}

/** Validates quickly. */
export function sanity(walDir: string): Promise<WalReport> {
  return full(walDir, { mode: "sanity" });
}

/** The codes of all findings, in their order. */
export function codesOf({ findings }: Pick<WalReport, "findings">): string[] {
  return findings.map(({ code }) => code);
}

/** Calls with the path of a log that is not there yet. */
export async function withDir(
  fn: (walDir: string) => Promise<void>,
): Promise<void> {
  await using dir = await tempDir();
  await fn(`${dir.path}/wal`);
}
