/** Deno's flags that belong to the program, compiled or not. */
export const PROGRAM_FLAGS: readonly string[] = [
  // The program gives memory back after its start.
  "--v8-flags=--expose-gc",
  // LogTape then does without `node:util`, which takes 5 ms and 2 MB.
  "--conditions=browser",
];
