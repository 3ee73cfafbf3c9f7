import type { SecuredData } from "./secure_data.ts";

/**
 * Puts the data of a member back that it has lost, for instance from a backup,
 * and tells whether it could. What it has put there is validated before etcd
 * is started on it.
 */
export type Restorer = (
  lost: SecuredData,
  signal: AbortSignal,
) => Promise<boolean>;
