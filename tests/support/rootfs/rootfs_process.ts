import { delay } from "@std/async/delay";

/** The namespaces are there after some 20 ms. */
const START_TIMEOUT_MS = 10_000;

const POLL_MS = 5;

/** The program inside of a root directory; ended when disposed. */
export class RootfsProcess implements AsyncDisposable {
  /** The outermost process: its output and status are the program's. */
  readonly child: Deno.ChildProcess;

  constructor(child: Deno.ChildProcess) {
    this.child = child;
  }

  /** The program's process id, as seen from outside. */
  async pid(): Promise<number> {
    const signal = AbortSignal.timeout(START_TIMEOUT_MS);
    while (true) {
      const init = await childOf(this.child.pid);
      const program = init === undefined ? undefined : await childOf(init);
      if (program !== undefined && await isProgram(program)) return program;
      await delay(POLL_MS, { signal });
    }
  }

  /** Sends a signal to the program alone. */
  async kill(signal: Deno.Signal): Promise<void> {
    Deno.kill(await this.pid(), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const init = await childOf(this.child.pid);
    try {
      // With the outermost process ends the namespace and all that is in it.
      this.child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.child.status;
    // The kernel ends the namespace's processes before its process 1.
    const signal = AbortSignal.timeout(START_TIMEOUT_MS);
    while (init !== undefined && await isAlive(init)) {
      await delay(POLL_MS, { signal });
    }
  }
}

async function isAlive(pid: number): Promise<boolean> {
  try {
    await Deno.stat(`/proc/${pid}`);
    return true;
  } catch {
    return false;
  }
}

async function childOf(pid: number): Promise<number | undefined> {
  try {
    const path = `/proc/${pid}/task/${pid}/children`;
    const [first] = (await Deno.readTextFile(path)).split(" ");
    return first === undefined || first === "" ? undefined : Number(first);
  } catch {
    return undefined;
  }
}

async function isProgram(pid: number): Promise<boolean> {
  try {
    return await Deno.readLink(`/proc/${pid}/exe`).then((exe) =>
      exe.endsWith("/etcd-wrapper")
    );
  } catch {
    return false;
  }
}
