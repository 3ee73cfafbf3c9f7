/** Written by the validation once a member was ready. */
const IDENTITY_FILE = "member_identity.json";

/** Removes the note of which member the volume held. */
export async function forgetIdentity(volumeDir: string): Promise<void> {
  try {
    await Deno.remove(`${volumeDir}/${IDENTITY_FILE}`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
