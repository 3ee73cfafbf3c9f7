const MEMBER_FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  id: isId,
  peerurls: isStrings,
  name: isText,
  clienturls: isStrings,
  islearner: isFlag,
};

const DOWNGRADE_FIELDS: typeof MEMBER_FIELDS = {
  ["target-version"]: isText,
  enabled: isFlag,
};

/** Says whether etcd can decode the text as a member. */
export function isMemberJson(text: string): boolean {
  return hasFields(text, MEMBER_FIELDS);
}

/** Says whether etcd can decode the text as the state of a downgrade. */
export function isDowngradeJson(text: string): boolean {
  return hasFields(text, DOWNGRADE_FIELDS);
}

/** As Go decodes: names in any case, unknown ones ignored, null for nothing. */
function hasFields(text: string, fields: typeof MEMBER_FIELDS): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return false;
  }
  if (value === null) return true;
  if (typeof value !== "object" || Array.isArray(value)) return false;
  return Object.entries(value).every(([name, content]) =>
    content === null || (fields[name.toLowerCase()] ?? isAnything)(content)
  );
}

function isAnything(_: unknown): boolean {
  return true;
}

function isId(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 &&
    value <= 2 ** 64;
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) &&
    value.every((item) => item === null || isText(item));
}

function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}
