/** Answers take milliseconds; what lasts longer is a stalled client. */
const TIMEOUT_MS = 1000;

/** Answers what has been asked; a client that stalls is not waited for. */
export async function shutDown(server: Deno.HttpServer): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, TIMEOUT_MS);
  });
  // Aborting the server once its shutdown has begun would be an error.
  await Promise.race([server.shutdown(), timeout]);
  clearTimeout(timer);
}
