/**
 * What etcd gets of the environment. Everything else stays out: `ETCD_*`
 * variables (Kubernetes adds some for services) would change or stop it.
 */
const PASSED_ON = [
  "GODEBUG",
  "GOGC",
  "GOMAXPROCS",
  "GOMEMLIMIT",
  "GOTRACEBACK",
  "HOME",
  "PATH",
  "TZ",
];

/** The environment of the child process. */
export function etcdEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of PASSED_ON) {
    const value = Deno.env.get(name);
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}
