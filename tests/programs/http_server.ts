/**
 * Runs the HTTP server until its standard input ends. Arguments: the port,
 * and for HTTPS the files of a certificate and its key.
 */
import { startHttpServer } from "../../lib/http/http_server.ts";
import { createLogger } from "../../lib/log/logger.ts";
import { watchSignals } from "../../lib/process/signals.ts";
import { memberHandler } from "../support/member_handler.ts";

const [port, certFile, keyFile] = Deno.args;
const encoder = new TextEncoder();
{
  // As the program does: Deno prepares for signals once, and not without files.
  using _signals = watchSignals();
  await using _server = await startHttpServer({
    port: Number(port),
    handler: memberHandler(),
    tls: certFile === undefined || keyFile === undefined
      ? undefined
      : { certFile, keyFile },
    logger: createLogger({
      level: "debug",
      format: "json",
      write: (line) => Deno.stdout.writeSync(encoder.encode(`${line}\n`)),
    }),
  });
  Deno.stdout.writeSync(encoder.encode("ready\n"));
  await new Response(Deno.stdin.readable).bytes();
}
Deno.stdout.writeSync(encoder.encode("ended\n"));
