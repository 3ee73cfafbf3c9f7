/**
 * Decodes a YAML file by its byte order mark (UTF-8 without one).
 * @throws {SyntaxError} on bytes or characters that YAML does not allow.
 */
export function decodeYamlText(source: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder(encodingOf(source), { fatal: true }).decode(source);
  } catch (cause) {
    throw new SyntaxError("invalid encoding", { cause });
  }
  // YAML 1.1 knows five line breaks, its successors two.
  return text.replace(/\r\n?|[\x85\u2028\u2029]/g, "\n");
}

/**
 * Cuts a stream down to its first document, the only one etcd reads.
 * @throws {SyntaxError} on a control character in that document.
 */
export function firstDocument(text: string): string {
  const document = cutAtDedent(cutAtSecondMarker(text));
  if (FORBIDDEN_REGEXP.test(document)) {
    throw new SyntaxError("control characters are not allowed");
  }
  return document;
}

const FORBIDDEN_REGEXP =
  // deno-lint-ignore no-control-regex
  /[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
const MARKER_REGEXP = /^(?:---|\.\.\.)(?=[ \t\n]|$)/gm;

function encodingOf(source: Uint8Array): string {
  const [first, second] = source;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return "utf-8";
}

function cutAtSecondMarker(text: string): string {
  for (const { 0: marker, index } of text.matchAll(MARKER_REGEXP)) {
    const hasContent = /^(?![%#]|\s*(?:#|$)).+/m.test(text.slice(0, index));
    if (marker === "..." ? index > 0 && hasContent : hasContent) {
      return text.slice(0, index);
    }
  }
  return text;
}

/**
 * Cuts where a line is indented less than the first one: there the root node
 * of the document ends, and etcd reads no further.
 */
function cutAtDedent(text: string): string {
  const first = /^( +)(?![\s#"'{[])/.exec(
    text.replace(/^(?:[ \t]*(?:#.*)?\n|%.*\n|---[ \t]*\n)+/, ""),
  );
  if (first === null) return text;
  const indent = first[1]?.length ?? 0;
  const start = text.indexOf(first.input);
  const dedent = new RegExp(`\\n {0,${indent - 1}}(?![\\s#])`)
    .exec(first.input);
  return dedent === null ? text : text.slice(0, start + dedent.index + 1);
}
