/** A double of a Kubernetes API server; disposing of it stops it. */
export interface KubernetesApi extends AsyncDisposable {
  /** The text of a kubeconfig that leads to it. */
  readonly kubeconfig: string;
}

/**
 * Starts as much of a Kubernetes API server as the real sidecar wants of one
 * when there are several members: the StatefulSet that they belong to.
 */
export function startKubernetesApi(
  name: string,
  replicas: number,
): KubernetesApi {
  const objects: Readonly<Record<string, unknown>> = {
    "/api": { kind: "APIVersions", versions: ["v1"] },
    "/apis": { kind: "APIGroupList", apiVersion: "v1", groups: [APPS] },
    "/apis/apps/v1": RESOURCES,
    [`/apis/apps/v1/namespaces/default/statefulsets/${name}`]: {
      kind: "StatefulSet",
      apiVersion: "apps/v1",
      metadata: { name, namespace: "default" },
      spec: { replicas },
      status: { replicas, updatedReplicas: replicas },
    },
  };
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      const object = objects[new URL(request.url).pathname];
      return object === undefined
        ? Response.json(NOT_FOUND, { status: 404 })
        : Response.json(object);
    },
  );
  return {
    kubeconfig: kubeconfig(`http://127.0.0.1:${server.addr.port}`),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const VERSION = { groupVersion: "apps/v1", version: "v1" };
const APPS = { name: "apps", versions: [VERSION], preferredVersion: VERSION };
const RESOURCES = {
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion: "apps/v1",
  resources: [{
    name: "statefulsets",
    singularName: "statefulset",
    kind: "StatefulSet",
    namespaced: true,
    verbs: ["get", "list", "watch"],
  }],
};
const NOT_FOUND = {
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  reason: "NotFound",
  code: 404,
};

/** A kubeconfig as JSON, which is YAML too. */
function kubeconfig(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "test", cluster: { server } }],
    users: [{ name: "test", user: {} }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
    "current-context": "test",
  });
}
