import { until } from "./until.ts";

/** What `/readyz?verbose` says. */
export interface VerboseAnswer {
  readonly status: number;
  readonly ready: boolean;
  readonly cause: string | null;
  readonly detail: string;
  readonly phase: string;
}

/** Where a member is asked. */
export interface Asked {
  readonly wrapperPort: number;
  /** For HTTPS: the CA to trust. */
  readonly caPem?: string;
}

/** Asks a path of the wrapper port. */
export async function ask(
  { wrapperPort, caPem }: Asked,
  path: string,
  init: RequestInit = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const scheme = caPem === undefined ? "http" : "https";
  using client = Deno.createHttpClient({
    caCerts: caPem === undefined ? [] : [caPem],
  });
  const response = await fetch(
    `${scheme}://127.0.0.1:${wrapperPort}${path}`,
    { ...init, client, signal: AbortSignal.timeout(5000) },
  );
  return { status: response.status, text: await response.text() };
}

/** Asks why the member is as it is. */
export async function readCause(asked: Asked): Promise<VerboseAnswer> {
  const { status, text } = await ask(asked, "/readyz?verbose");
  return { ...JSON.parse(text), status };
}

/** Waits until the member has this cause; null: none. */
export async function untilCause(
  asked: Asked,
  cause: string | null,
  timeoutMs = 20_000,
): Promise<VerboseAnswer> {
  return await until(`the cause ${cause}`, async () => {
    const answer = await readCause(asked);
    if (answer.cause !== cause) throw new Error(Deno.inspect(answer));
    return answer;
  }, { timeoutMs });
}
