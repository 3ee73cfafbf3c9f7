/** V8's flags of the program: it gives memory back after its start. */
export const V8_FLAGS: readonly string[] = ["--expose-gc"];
