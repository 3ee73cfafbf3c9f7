import { levenshteinDistance } from "@std/text/levenshtein-distance";

/** Farther than this a name is another one, not a slip. */
const MAX_DISTANCE = 3;

/** The key that was most likely meant, if one is near. */
export function nearKey(
  name: string,
  candidates: readonly string[],
): string | undefined {
  const wanted = name.replaceAll("_", "-").toLowerCase();
  const [nearest] = candidates
    .map((candidate) => ({
      candidate,
      distance: levenshteinDistance(wanted, candidate.toLowerCase()),
    }))
    .filter(({ distance }) =>
      distance <= Math.min(MAX_DISTANCE, wanted.length / 3)
    )
    .sort((a, b) => a.distance - b.distance);
  return nearest?.candidate;
}
