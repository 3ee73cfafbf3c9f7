/** What came of a request with curl. */
export interface CurlResult {
  /** curl's exit code, 0 for any answer. */
  readonly code: number;
  /** `000` when there was no answer. */
  readonly status: string;
  /** `1.1` or `2`. */
  readonly httpVersion: string;
  readonly body: string;
  readonly stderr: string;
}

/** Makes a request with curl, whose TLS is not the one under test. */
export async function curl(args: readonly string[]): Promise<CurlResult> {
  const output = await new Deno.Command("curl", {
    args: [
      "--silent",
      "--show-error",
      "--noproxy",
      "*",
      "--max-time",
      "10",
      "--write-out",
      "\n%{http_code} %{http_version}",
      ...args,
    ],
    stdin: "null",
  }).output();
  const lines = new TextDecoder().decode(output.stdout).split("\n");
  const [status = "", httpVersion = ""] = (lines.pop() ?? "").split(" ");
  return {
    code: output.code,
    status,
    httpVersion,
    body: lines.join("\n"),
    stderr: new TextDecoder().decode(output.stderr),
  };
}
