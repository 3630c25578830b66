import open from "open";

/** All else could mean something to a shell, and some desktops have one on the way to their browser. */
const UNSAFE = /[^\w\-.~:/#%[\]]/g;

/** The same address in characters that no shell reads anything into. */
export function shellProof(address: URL): string {
  const escaped = (character: string) =>
    Array.from(
      new TextEncoder().encode(character),
      (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    ).join("");
  return address.href.replace(UNSAFE, escaped);
}

/** @returns whether a browser was asked to show it; where there is no screen, nobody is asked. */
export async function openBrowser(address: URL): Promise<boolean> {
  if (!hasScreen(process.env)) return false;
  return open(shellProof(address)).then(
    () => true,
    () => false,
  );
}

/** Without one, programs for opening fall back on browsers in the terminal. */
function hasScreen(env: NodeJS.ProcessEnv): boolean {
  if (process.platform === "darwin" || process.platform === "win32") return true;
  const signs = [env["DISPLAY"], env["WAYLAND_DISPLAY"], env["WSL_DISTRO_NAME"]];
  return signs.some((sign) => sign !== undefined && sign !== "");
}
