import type { VerbCall } from "../cli/verb.ts";
import { ConfigError } from "../config/config_error.ts";
import type { EtcdVersion } from "../config/etcd_version.ts";
import {
  type EffectiveValue,
  readEffectiveValues,
} from "../config/explain/effective_values.ts";
import { explainKey } from "../config/explain/explain_key.ts";
import { formatExplanation } from "../config/explain/format_explanation.ts";
import { formatKeyList } from "../config/explain/format_key_list.ts";
import { memberNames } from "../config/lint/member_names.ts";
import { nearKey } from "../config/lint/near_key.ts";
import { readDocument } from "../config/document.ts";
import type { KeyText } from "../config/texts/key_text.ts";
import { allKeyTexts } from "../config/texts/key_texts.ts";
import { EXIT_CODE } from "../process/exit_code.ts";
import { chooseEtcdVersion } from "./choose_etcd_version.ts";
import { print } from "./print.ts";
import { readConfigArgument } from "./read_config_argument.ts";
import { VerbError } from "./verb_error.ts";

type Values = ReadonlyMap<string, EffectiveValue>;

/** Runs `config explain` and gives the exit code. */
export async function configExplain(
  { flags, args, stop }: VerbCall,
): Promise<number> {
  const { version } = await chooseEtcdVersion(flags, stop);
  const [path, ...more] = args.filter(isPath);
  if (more.length > 0) {
    throw new VerbError("Only one file can be explained", EXIT_CODE.usage);
  }
  const texts = args.filter((arg) => !isPath(arg)).map(findText);
  const memberName = String(flags["member-name"]);
  const values = path === undefined
    ? undefined
    : await readValues(path, { version, memberName });
  await print(
    Deno.stdout,
    flags["output"] === "json"
      ? toJson(texts, { version, values })
      : toText(texts, { version, values }),
  );
  return EXIT_CODE.success;
}

/** No key has a slash or ends like a file. */
function isPath(arg: string): boolean {
  return arg === "-" || arg.includes("/") || /\.(?:ya?ml|json|conf)$/.test(arg);
}

function findText(name: string): KeyText {
  const texts = allKeyTexts();
  const wanted = name.toLowerCase();
  const text = texts.find((it) => it.name === name) ??
    texts.find((it) => it.name.toLowerCase() === wanted) ??
    texts.find((it) => it.name.endsWith(`.${wanted}`));
  if (text !== undefined) return text;
  const near = nearKey(name, texts.map((it) => it.name));
  const hint = near === undefined
    ? '"config explain" lists all keys; a file needs a path with a slash'
    : `did you mean "${near}"?`;
  throw new VerbError(`No etcd has a key "${name}": ${hint}`, EXIT_CODE.usage);
}

async function readValues(
  path: string,
  options: { readonly version: EtcdVersion; readonly memberName: string },
): Promise<Values> {
  const file = await readConfigArgument(path);
  try {
    const names = options.memberName === ""
      ? memberNames(await readDocument(file))
      : [options.memberName];
    if (names.length > 1) {
      throw new VerbError(
        `"${path}" is for several members: give --member-name, one of ` +
          names.join(", "),
        EXIT_CODE.usage,
      );
    }
    const [memberName = ""] = names;
    return await readEffectiveValues(file, { ...options, memberName });
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof SyntaxError)) {
      throw error;
    }
    throw new VerbError(`Cannot explain "${path}": ${error.message}`);
  }
}

interface Shown {
  readonly version: EtcdVersion;
  readonly values: Values | undefined;
}

function toText(texts: readonly KeyText[], { version, values }: Shown): string {
  if (texts.length === 0) return formatKeyList(version, values);
  return texts.map((text) =>
    formatExplanation(explainKey(text, version), values?.get(text.name))
  ).join("\n\n");
}

function toJson(texts: readonly KeyText[], { version, values }: Shown): string {
  const shown = texts.length === 0 ? allKeyTexts() : texts;
  const keys = shown.map((text) => {
    const { unit, flag, druid, ...rest } = explainKey(text, version);
    const value = values?.get(text.name);
    return {
      ...rest,
      unit: unit ?? null,
      flag: flag ?? null,
      druid: druid ?? null,
      value: value === undefined ? null : value.text,
      line: value?.line ?? null,
    };
  });
  return JSON.stringify({ keys }, undefined, 2);
}
