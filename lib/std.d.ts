/**
 * Types of the standard library's modules that this program uses: the npm
 * build of the standard library ships none. With `jsr:` specifiers in the
 * import map this file is not needed.
 */
declare module "@std/assert" {
  export class AssertionError extends Error {}
  export function assert(value: unknown, message?: string): asserts value;
  export function assertEquals<T>(
    actual: T,
    expected: T,
    message?: string,
  ): void;
  export function assertNotEquals<T>(
    actual: T,
    expected: T,
    message?: string,
  ): void;
  export function assertGreater<T>(
    actual: T,
    expected: T,
    message?: string,
  ): void;
  export function assertLess<T>(actual: T, expected: T, message?: string): void;
  export function assertExists<T>(
    actual: T,
    message?: string,
  ): asserts actual is NonNullable<T>;
  export function assertMatch(
    actual: string,
    expected: RegExp,
    message?: string,
  ): void;
  export function assertStringIncludes(
    actual: string,
    expected: string,
    message?: string,
  ): void;
  export function assertInstanceOf<T>(
    actual: unknown,
    // deno-lint-ignore no-explicit-any
    expectedType: abstract new (...args: any[]) => T,
    message?: string,
  ): asserts actual is T;
  export function assertThrows<E extends Error = Error>(
    fn: () => unknown,
    // deno-lint-ignore no-explicit-any
    errorClass?: abstract new (...args: any[]) => E,
    messageIncludes?: string,
  ): E;
  export function assertRejects<E extends Error = Error>(
    fn: () => PromiseLike<unknown>,
    // deno-lint-ignore no-explicit-any
    errorClass?: abstract new (...args: any[]) => E,
    messageIncludes?: string,
  ): Promise<E>;
  export function fail(message?: string): never;
}

declare module "@std/async/delay" {
  /** Resolves after `ms` milliseconds, rejects with the signal's reason. */
  export function delay(
    ms: number,
    options?: { signal?: AbortSignal; persistent?: boolean },
  ): Promise<void>;
}

declare module "@std/cli/parse-args" {
  export interface ParseOptions {
    string?: readonly string[];
    boolean?: readonly string[];
    collect?: readonly string[];
    alias?: Record<string, string | readonly string[]>;
    default?: Record<string, unknown>;
    stopEarly?: boolean;
    "--"?: boolean;
    unknown?: (arg: string, key?: string, value?: unknown) => unknown;
  }
  export function parseArgs(
    args: readonly string[],
    options?: ParseOptions,
  ): { _: (string | number)[] } & Record<string, unknown>;
}

declare module "@std/fmt/colors" {
  export function bold(text: string): string;
  export function green(text: string): string;
  export function red(text: string): string;
  export function yellow(text: string): string;
}

declare module "@std/http/status" {
  export const STATUS_CODE: {
    readonly OK: 200;
    readonly Created: 201;
    readonly Accepted: 202;
    readonly TemporaryRedirect: 307;
    readonly NotFound: 404;
    readonly MethodNotAllowed: 405;
    readonly ServiceUnavailable: 503;
  };
  export const STATUS_TEXT: Readonly<Record<number, string>>;
}

declare module "@std/path/posix/dirname" {
  export function dirname(path: string | URL): string;
}

declare module "@std/path/from-file-url" {
  export function fromFileUrl(url: URL | string): string;
}

declare module "@std/text/closest-string" {
  export function closestString(
    givenWord: string,
    possibleWords: readonly string[],
  ): string;
}

declare module "@std/text/levenshtein-distance" {
  export function levenshteinDistance(str1: string, str2: string): number;
}

declare module "@std/yaml" {
  export interface ImplicitType {
    tag: string;
    kind: "scalar" | "mapping" | "sequence";
    // deno-lint-ignore no-explicit-any
    resolve: (data: any) => boolean;
    // deno-lint-ignore no-explicit-any
    construct: (data: any) => unknown;
  }
  export interface ParseOptions {
    allowDuplicateKeys?: boolean;
    schema?: "core" | "default" | "failsafe" | "json" | "extended";
    onWarning?: (error: Error) => void;
    extraTypes?: ImplicitType[];
  }
  export function parse(content: string, options?: ParseOptions): unknown;
  export function parseAll(content: string, options?: ParseOptions): unknown;
  export function stringify(
    data: unknown,
    options?: {
      sortKeys?: boolean;
      lineWidth?: number;
      skipInvalid?: boolean;
      quoteStyle?: "'" | '"';
    },
  ): string;
}
