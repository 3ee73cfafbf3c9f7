/** Typed reading of settings whose types were checked before. */
export class SettingsView {
  readonly #values: Readonly<Record<string, unknown>>;

  /** Reads from `values`; what has another type counts as not set. */
  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** A string, or what etcd takes when the key is not set. */
  text(key: string, fallback = ""): string {
    const value = this.#values[key];
    return typeof value === "string" ? value : fallback;
  }

  /** A boolean, or what etcd takes when the key is not set. */
  flag(key: string, fallback = false): boolean {
    const value = this.#values[key];
    return typeof value === "boolean" ? value : fallback;
  }

  /** An integer of up to 64 bits, if the key is set. */
  integer(key: string): bigint | undefined {
    const value = this.#values[key];
    return typeof value === "number" || typeof value === "bigint"
      ? BigInt(value)
      : undefined;
  }

  /** A list of strings, empty if the key is not set. */
  list(key: string): readonly string[] {
    const value = this.#values[key];
    return Array.isArray(value) ? value : [];
  }

  /** The keys of an object, none if it is not set. */
  section(key: string): SettingsView {
    const value = this.#values[key];
    return new SettingsView(
      typeof value === "object" && value !== null
        ? value as Record<string, unknown>
        : {},
    );
  }

  /** Tells whether the key stands in the file, if only with null. */
  has(key: string): boolean {
    return Object.hasOwn(this.#values, key);
  }

  /** Tells whether the key stands in the file, with null. */
  isNull(key: string): boolean {
    return this.has(key) && this.#values[key] === null;
  }
}
