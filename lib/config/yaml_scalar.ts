/** A scalar as etcd's YAML library resolves it. */
export type YamlScalar = null | boolean | number | bigint | string;

const TRUE_WORDS = ["y", "yes", "true", "on"];
const FALSE_WORDS = ["n", "no", "false", "off"];
const WORDS = new Map<string, YamlScalar>([
  ["", null],
  ["~", null],
  ...casings("null", null),
  ...TRUE_WORDS.flatMap((word) => casings(word, true)),
  ...FALSE_WORDS.flatMap((word) => casings(word, false)),
  ...[".nan", ".NaN", ".NAN"].map((word) => [word, NaN] as const),
  ...["", "+", "-"].flatMap((sign) =>
    [".inf", ".Inf", ".INF"].map((word) =>
      [sign + word, sign === "-" ? -Infinity : Infinity] as const
    )
  ),
]);

const FLOAT_REGEXP =
  /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const INTEGER_REGEXP =
  /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const MAX_UINT64 = 2n ** 64n - 1n;
const MIN_INT64 = -(2n ** 63n);

/**
 * Resolves a plain scalar by the rules of YAML 1.1 as etcd's library has them:
 * its words for booleans and null, octal, hexadecimal and binary integers,
 * underscores between digits, and dates that stay text.
 */
export function resolveYamlScalar(text: string): YamlScalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.0-9]/.test(text)) return text;
  // A leading dot leaves only a float, and no underscores.
  const digits = text.startsWith(".") ? text : text.replaceAll("_", "");
  return parseInteger(digits) ?? parseFloat64(digits) ?? text;
}

function casings<T>(word: string, value: T): [string, T][] {
  const capital = word.charAt(0).toUpperCase() + word.slice(1);
  return [[word, value], [capital, value], [word.toUpperCase(), value]];
}

function parseInteger(digits: string): number | bigint | undefined {
  const match = INTEGER_REGEXP.exec(digits);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const size = BigInt(
    hex !== undefined
      ? `0x${hex}`
      : binary !== undefined
      ? `0b${binary}`
      : octal !== undefined
      ? `0o${octal}`
      : decimal ?? "0",
  );
  const value = sign === "-" ? -size : size;
  // A plus sign is not accepted for what only fits the unsigned range.
  if (value < MIN_INT64 || value > MAX_UINT64) return undefined;
  if (sign === "+" && value >= 2n ** 63n) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function parseFloat64(digits: string): number | undefined {
  if (!FLOAT_REGEXP.test(digits)) return undefined;
  const value = Number(digits);
  return Number.isFinite(value) ? value : undefined;
}
