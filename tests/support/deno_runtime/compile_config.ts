/** A permission set of `deno.json`, as far as it is read here. */
export interface PermissionSet {
  readonly run?: readonly string[];
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly sys?: readonly string[];
  readonly [kind: string]: unknown;
}

/** The parts of `deno.json` that a compiled program depends on. */
export interface DenoConfig {
  readonly unstable?: readonly string[];
  readonly permissions?: { readonly default?: PermissionSet };
}

/** What one compiled program differs in from `deno.json`. */
export interface CompileConfigOptions {
  /** Version of the Deno that compiles. */
  readonly denoVersion: string;
  /** Takes the place of `/var/etcd` in every path list. */
  readonly dataRoot?: string | undefined;
  /** Programs that may be run, and therefore read, beyond `deno.json`'s. */
  readonly run?: readonly string[];
  /** Paths beyond those of `deno.json`. */
  readonly read?: readonly string[];
  readonly write?: readonly string[];
}

/** The folder above etcd's data and certificates, unless built for another. */
export const DEFAULT_DATA_ROOT = "/var/etcd";

/**
 * Names that Deno up to the given version has no permission for: it lets
 * the call pass, and rejects a configuration that names it.
 */
const UNKNOWN_UP_TO: Readonly<Record<string, string>> = { umask: "2.6.10" };

/** Derives the configuration that a program is compiled with. */
export function compileConfig(
  config: DenoConfig,
  options: CompileConfigOptions,
): Record<string, unknown> {
  const { denoVersion, dataRoot = DEFAULT_DATA_ROOT } = options;
  const grants = config.permissions?.default;
  if (grants === undefined) {
    throw new TypeError(
      'Cannot compile: deno.json has no "permissions.default"',
    );
  }
  if (!/^(\/[^/]+)+$/.test(dataRoot)) {
    throw new TypeError(
      `Cannot compile for the data root "${dataRoot}": it is not an absolute path`,
    );
  }
  const withDataRoot = (path: string) =>
    path === DEFAULT_DATA_ROOT || path.startsWith(`${DEFAULT_DATA_ROOT}/`)
      ? dataRoot + path.slice(DEFAULT_DATA_ROOT.length)
      : path;
  const sys = (grants.sys ?? []).filter((name) =>
    isNewer(denoVersion, UNKNOWN_UP_TO[name] ?? "0.0.0")
  );
  const { run = [], read = [], write = [] } = options;
  return {
    unstable: config.unstable ?? [],
    nodeModulesDir: "none",
    // The lock file has had its say when the program was bundled.
    lock: false,
    permissions: {
      default: {
        ...grants,
        sys,
        run: [...(grants.run ?? []), ...run],
        read: [...(grants.read ?? []).map(withDataRoot), ...run, ...read],
        write: [...(grants.write ?? []).map(withDataRoot), ...write],
      },
    },
  };
}

function isNewer(version: string, than: string): boolean {
  return version.localeCompare(than, "en", { numeric: true }) > 0;
}
