/** Orders two keys as bbolt does: byte by byte, the shorter one first. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** As {@linkcode compareBytes} for two parts of one buffer, without copies. */
export function compareParts(
  bytes: Uint8Array,
  left: number,
  leftEnd: number,
  right: number,
  rightEnd: number,
): number {
  const shared = Math.min(leftEnd - left, rightEnd - right);
  for (let index = 0; index < shared; index++) {
    const difference = (bytes[left + index] ?? 0) -
      (bytes[right + index] ?? 0);
    if (difference !== 0) return difference;
  }
  return (leftEnd - left) - (rightEnd - right);
}
