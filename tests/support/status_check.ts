import { Ajv2020 } from "ajv/2020";

/** The published schema of `/status`. */
export const STATUS_SCHEMA: URL = new URL(
  "../../docs/status.schema.json",
  import.meta.url,
);

/** Throws when a document does not keep to the published schema of `/status`. */
export type StatusCheck = (document: unknown) => void;

/** Creates the check from the file that is published. */
export async function createStatusCheck(): Promise<StatusCheck> {
  const ajv = new Ajv2020({ allErrors: true, validateFormats: false });
  const validate = ajv.compile(
    JSON.parse(await Deno.readTextFile(STATUS_SCHEMA)),
  );
  return (document) => {
    if (!validate(document)) {
      throw new Error(
        `${ajv.errorsText(validate.errors)}: ${Deno.inspect(document)}`,
      );
    }
  };
}
