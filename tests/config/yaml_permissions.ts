/**
 * The YAML library is pure but for two variables of the environment that
 * switch its own debug output on.
 */
export const YAML_ONLY = {
  permissions: { env: ["LOG_STREAM", "LOG_TOKENS"] },
};
