import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/** The first browser on PATH that the page can be tried in. */
export const BROWSER_PROGRAM: string | undefined = NAMES.find((name) =>
  pathOf(name) !== undefined
);

/** Starts the browser; disposing of it ends it. */
export async function startBrowser(): Promise<Browser> {
  return await chromium.launch({
    executablePath: pathOf(BROWSER_PROGRAM ?? "") ?? "",
    // Its sandbox needs what a container does not give.
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

function pathOf(name: string): string | undefined {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.map((folder) => `${folder}/${name}`).find((path) => {
    try {
      return Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  });
}
