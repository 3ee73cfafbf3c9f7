/** A folder that is gone after the test. */
export interface TempDir extends AsyncDisposable {
  readonly path: string;
}

/** Makes a folder for one test. */
export async function makeTempDir(): Promise<TempDir> {
  const path = await Deno.makeTempDir({ prefix: "provision" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
