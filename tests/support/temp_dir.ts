/** A directory that is removed with everything in it. */
export interface TempDir extends AsyncDisposable {
  readonly path: string;
}

/** Creates an empty directory for one test. */
export async function tempDir(): Promise<TempDir> {
  const path = await Deno.makeTempDir({ prefix: "etcd-wrapper-test-" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
