import type { Flag } from "./flag_table.ts";
import type { FlagValue } from "./go_flags.ts";

/** An argument that is not a flag. */
export interface Argument {
  /** As the help writes it, in capitals. */
  readonly name: string;
  /** What it means, in a line. */
  readonly help: string;
  /** Whether it may be left out; only others like it may follow. */
  readonly isOptional?: boolean;
  /** Whether it may be given several times; then it is the last one. */
  readonly isRepeated?: boolean;
  /** The values that it can have. @default {any} */
  readonly choices?: readonly string[];
  /** Whether it is the path of a file. */
  readonly isPath?: boolean;
}

/** What a verb is run with. */
export interface VerbCall {
  /** The parsed flags, not yet checked. */
  readonly flags: Readonly<Record<string, FlagValue>>;
  /** The arguments, as many as the verb declares. */
  readonly args: readonly string[];
  /** Every verb that there is but `start-etcd`. */
  readonly verbs: readonly Verb[];
  /** Ends it early. */
  readonly stop: AbortSignal;
}

/** Does what the verb is for, and gives the exit code. */
export type VerbFunction = (call: VerbCall) => Promise<number>;

/** A verb: all that there is to say of it, except what it does. */
export interface Verb {
  /** One word, or two for the verb of a group: `alarm list`. */
  readonly name: string;
  /** What it does, in a line without a period. */
  readonly summary: string;
  /** More about it, lines of at most 80 columns. @default {nothing} */
  readonly description?: string;
  /** Its arguments, in their order. @default {none} */
  readonly args?: readonly Argument[];
  /** Its flags in alphabetical order. @default {none} */
  readonly flags?: readonly Flag[];
  /** Loads its code. */
  readonly load: () => Promise<VerbFunction>;
}
