import { fillRootfs } from "./fill_rootfs.ts";
import { type RootfsCommandOptions, spawnInRootfs } from "./spawn_in_rootfs.ts";
import type { RootfsProcess } from "./rootfs_process.ts";

/** What goes into a root directory beside the files of the base image. */
export interface CreateRootfsOptions {
  /** The compiled program, which becomes `/etcd-wrapper`. */
  readonly program: string;
  /** The etcd beside it, `/etcd`. */
  readonly etcd: string;
}

/** A command that is ready to be started inside of a root directory. */
export interface RootfsCommand {
  spawn(): RootfsProcess;
  output(): Promise<Deno.CommandOutput>;
}

/** A root directory like that of the image; it is removed when disposed. */
export interface Rootfs extends AsyncDisposable {
  readonly path: string;
  /** The program with arguments, as the image's user, in its own namespaces. */
  command(
    args: readonly string[],
    options?: RootfsCommandOptions,
  ): RootfsCommand;
}

/**
 * Builds a root directory that holds just what the distroless `cc` image
 * has, the program and etcd. In it, HOME and the data volume are the only
 * places where anything can be written.
 */
export async function createRootfs(
  options: CreateRootfsOptions,
): Promise<Rootfs> {
  const path = await Deno.makeTempDir({ prefix: "rootfs" });
  const remove = () => Deno.remove(path, { recursive: true });
  try {
    await fillRootfs(path, options);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    path,
    command: (args, commandOptions = {}) => ({
      spawn: () => spawnInRootfs(path, args, commandOptions),
      output: async () => {
        await using process = spawnInRootfs(path, args, {
          ...commandOptions,
          stdout: "piped",
          stderr: "piped",
        });
        return await process.child.output();
      },
    }),
    [Symbol.asyncDispose]: remove,
  };
}
