/** The git-ignored folder at the top of the repository for what is provisioned. */
export const CACHE_DIRECTORY: string = decodeURIComponent(
  new URL("../../../.cache", import.meta.url).pathname,
);
