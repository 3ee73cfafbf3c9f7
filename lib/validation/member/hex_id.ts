/** Writes an ID as etcd prints it: hexadecimal, without leading zeros. */
export function hexId(id: bigint): string {
  return id.toString(16);
}
