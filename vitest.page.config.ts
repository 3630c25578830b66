import { defineConfig } from "vitest/config";

/** Uses the page as people do, in Debian's Chromium: `apt-get install chromium`. */
export default defineConfig({
  test: {
    name: "page",
    include: ["test/page/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // One browser at a time: it takes the processors for itself.
    fileParallelism: false,
  },
});
