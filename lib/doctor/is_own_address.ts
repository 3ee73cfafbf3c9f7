/**
 * Tells whether an address is one of this machine's: only then can one listen
 * on it, on a port that nobody else is given at that moment.
 */
export function isOwnAddress(address: string): boolean {
  try {
    Deno.listen({ hostname: address, port: 0 }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrNotAvailable) return false;
    throw error;
  }
}
