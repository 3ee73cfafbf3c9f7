/** What a program takes from one package: names of exports, or all of them. */
export type TakenNames = ReadonlySet<string> | "all";

const LIST_REGEXP = /^\{([^}]*)\}$/;

/**
 * Finds what a module's text takes from a package. Types do not count: they
 * are gone when it runs.
 */
export function takenNames(source: string, specifier: string): TakenNames {
  const names = new Set<string>();
  const statement = new RegExp(
    `\\b(?:import|export)\\s+(type\\s+)?([^;"']+?)\\s*from\\s*"${
      RegExp.escape(specifier)
    }"`,
    "g",
  );
  for (const [, isType, clause = ""] of source.matchAll(statement)) {
    if (isType !== undefined) continue;
    const list = LIST_REGEXP.exec(clause.trim());
    if (list === null) return "all";
    for (const item of (list[1] ?? "").split(",")) {
      const [, name] = /^\s*(?!type\s)([\w$]+)/.exec(item) ?? [];
      if (name !== undefined) names.add(name);
    }
  }
  const isDynamic = new RegExp(
    `\\bimport\\(\\s*"${RegExp.escape(specifier)}"`,
  ).test(source);
  return isDynamic ? "all" : names;
}
