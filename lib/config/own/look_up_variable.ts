/** As `deno.json` grants them. */
const GRANTED = "POD_NAME, POD_NAMESPACE, POD_IP, NODE_NAME, HOSTNAME and " +
  "those that begin with ETCD_WRAPPER_";

/**
 * Gives the value of a variable that a configuration refers to, `undefined`
 * when it is not set.
 *
 * @throws {TypeError} For one that the program is not granted: a file must not
 *   be able to read out every secret of the environment.
 */
export function lookUpVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotCapable)) throw cause;
    throw new TypeError(
      `the variable ${name} may not be read; those that may: ${GRANTED}`,
      { cause },
    );
  }
}
