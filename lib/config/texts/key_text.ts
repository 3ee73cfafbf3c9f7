/** A release line of etcd whose keys the texts describe. */
export type TextLine = "3.4" | "3.5" | "3.6";

/** What etcd-druid writes for a key. */
export interface DruidValue {
  /** The value, or how it is formed. */
  readonly value: string;
  /** Why. */
  readonly reason: string;
}

/** What is to be known about a key of etcd's configuration file. */
export interface KeyText {
  /** The key, a nested one with a dot. */
  readonly name: string;
  /** What it does. */
  readonly meaning: string;
  /** What a number counts. */
  readonly unit?: string;
  /** What etcd takes when the key is missing, as etcd writes it. */
  readonly default: string;
  /** Other defaults, from a line on. */
  readonly defaultFrom?: Readonly<Partial<Record<TextLine, string>>>;
  /** What etcd-druid sets. */
  readonly druid?: DruidValue;
  /** Its experimental name before 3.6, which 3.6 still takes. */
  readonly formerName?: string;
  /** Why it should not be used any more, and what takes its place. */
  readonly deprecated?: string;
  /** The line from which on it is deprecated. @default {"3.4"} */
  readonly deprecatedFrom?: TextLine;
}
