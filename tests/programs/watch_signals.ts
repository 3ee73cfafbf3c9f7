/**
 * Says "ready", then which signals ask for the stop and for the end, and ends
 * after the second.
 */
import { watchSignals } from "../../lib/process/signals.ts";
import { StopRequest } from "../../lib/process/stop_request.ts";

const signals = watchSignals();
// Listening for signals alone does not keep a program running.
const alive = setInterval(() => {}, 60_000);
signals.stop.addEventListener("abort", () => tell("stop", signals.stop));
signals.force.addEventListener("abort", () => {
  tell("force", signals.force);
  signals[Symbol.dispose]();
  clearInterval(alive);
});
say("ready");

function tell(what: string, signal: AbortSignal): void {
  const { reason } = signal;
  say(`${what} ${reason instanceof StopRequest ? reason.origin : reason}`);
}

function say(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}
