const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  "µs": 1e3,
  "μs": 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};
const PART = "(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)";
const UNIT = "(?:ns|us|µs|μs|ms|s|m|h)";
const DURATION_REGEXP = new RegExp(`^[-+]?(?:0|(?:${PART}${UNIT})+)$`);

/**
 * Parses a duration as Go writes them, such as `1h30m`, into nanoseconds.
 * @returns undefined where Go returns an error.
 */
export function parseDurationNs(text: string): number | undefined {
  if (!DURATION_REGEXP.test(text)) return undefined;
  let total = 0;
  for (const match of text.matchAll(new RegExp(`(${PART})(${UNIT})`, "g"))) {
    total += Number(match[1]) * (NANOSECONDS[match[2] ?? ""] ?? 0);
  }
  if (total > Number(2n ** 63n)) return undefined;
  return text.startsWith("-") ? -total : total;
}
