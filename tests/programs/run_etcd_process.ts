/** Starts its arguments as etcd is started, and exits as they do. */
import { startEtcdProcess } from "../../lib/etcd/etcd_process.ts";

const [path = "", ...args] = Deno.args;
const { ended } = startEtcdProcess({ path, args });
Deno.exit((await ended).code);
