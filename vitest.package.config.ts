import { defineConfig } from "vitest/config";

/** Packs the package and uses it as those do who install it: needs the registry of npm, or its cache. */
export default defineConfig({
  test: {
    name: "package",
    include: ["test/package/**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
