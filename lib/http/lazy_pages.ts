import type { PageAnswer } from "./page_paths.ts";
import type { PagesOptions } from "./pages.ts";

/** Pages that are loaded when somebody looks at them. */
export interface LazyPages extends Disposable {
  /** Answers a request. */
  readonly answer: PageAnswer;
}

/**
 * Creates the pages. Their code and texts cost memory that a member nobody
 * looks at does not need. Disposing of them ends the streams of events.
 */
export function createLazyPages(options: PagesOptions): LazyPages {
  const closing = new AbortController();
  let loading: Promise<PageAnswer> | undefined;

  async function load(): Promise<PageAnswer> {
    const { createPages } = await import("./pages.ts");
    return createPages({ ...options, closing: closing.signal });
  }

  return {
    async answer(request) {
      loading ??= load();
      const answer = await loading;
      return await answer(request);
    },
    [Symbol.dispose]: () => closing.abort(),
  };
}
