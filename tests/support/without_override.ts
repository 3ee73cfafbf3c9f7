/**
 * The command in front of a program for which file modes are to count: root
 * would be allowed everything.
 */
export function withoutOverride(): string[] {
  return Deno.uid() === 0
    ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
    : [];
}
