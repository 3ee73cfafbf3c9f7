/*
 * The program gives up what a phase needed as soon as the phase is over, so
 * that nothing that comes later can use it.
 */

/**
 * Gives up writing to the home directory, where etcd's configuration is. A
 * grant that covers more than the home directory stays: it goes as a whole,
 * and the data volume may be part of it.
 */
export function dropHomeWrite(home: string): void {
  const parent = home.replace(/\/+[^/]*\/*$/, "") || "/";
  const { state } = Deno.permissions.querySync({ name: "write", path: parent });
  if (state === "granted") return;
  Deno.permissions.revokeSync({ name: "write", path: home });
}

/** Gives up running programs; a child that runs can still be signalled. */
export function dropRun(): void {
  Deno.permissions.revokeSync({ name: "run" });
}
