import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

export default defineConfig({
  // Contracts that hash things import it; nothing that the page calls does.
  resolve: { alias: { "node:crypto": fileURLToPath(new URL("no-crypto.ts", import.meta.url)) } },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
