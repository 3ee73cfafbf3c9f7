import type { YamlScalar } from "./yaml_scalar.ts";

/** A document as plain values; mappings keep the order of the file. */
export type YamlValue =
  | YamlScalar
  | readonly YamlValue[]
  | ReadonlyMap<string, YamlValue>;
