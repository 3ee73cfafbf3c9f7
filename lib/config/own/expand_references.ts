/** What {@linkcode expandReferences} needs. */
export interface ExpandOptions {
  /**
   * Gives the value of a variable, `undefined` when it is not set; throws a
   * `TypeError` when it may not be read.
   */
  readonly lookUp: (name: string) => string | undefined;
  /** Told of each reference that cannot be replaced. */
  readonly onProblem: (reason: string) => void;
}

const DOLLAR_REGEXP = /\$(?:\$|\{([^}]*)(\})?)/g;
const NAME_REGEXP = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Replaces `${NAME}` by the variable's value and `$$` by `$`. A dollar sign
 * that neither follows stays, and values are not looked into again.
 */
export function expandReferences(text: string, options: ExpandOptions): string {
  const { onProblem } = options;
  return text.replaceAll(DOLLAR_REGEXP, (reference, name, close) => {
    if (reference === "$$") return "$";
    if (close === undefined || !NAME_REGEXP.test(name)) {
      onProblem(
        `"${reference}" is no reference to a variable: write \${NAME}, or $$ ` +
          "for a dollar sign",
      );
      return "";
    }
    return tryLookUp(name, options) ?? "";
  });
}

function tryLookUp(
  name: string,
  { lookUp, onProblem }: ExpandOptions,
): string | undefined {
  try {
    const value = lookUp(name);
    if (value === undefined) onProblem(`the variable ${name} is not set`);
    return value;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    onProblem(error.message);
    return undefined;
  }
}
