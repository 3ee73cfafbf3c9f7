import { createHash, type Hash } from "node:crypto";

const DIGEST_BYTES = 32;

/** Checks bytes that end with the SHA-256 of all that is before it. */
export class TrailingHash {
  readonly #hash: Hash = createHash("sha256");
  /** The last bytes so far: they may be the hash. */
  #held: Uint8Array = new Uint8Array();

  /** Takes the next bytes. */
  add(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    const end = Math.max(all.length - DIGEST_BYTES, 0);
    this.#hash.update(all.subarray(0, end));
    this.#held = all.subarray(end);
  }

  /**
   * The hash in hexadecimal.
   *
   * @throws {Error} When the bytes do not end with it.
   */
  finish(): string {
    const found = this.#hash.digest("hex");
    const expected = [...this.#held]
      .map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (found === expected) return found;
    throw new Error(
      "it does not end with the hash of what is in it: it is not complete, " +
        "or was changed on its way",
    );
  }
}
