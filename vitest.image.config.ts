import { defineConfig } from "vitest/config";

/** Builds the worker's image and starts it. As root on Debian: `apt-get install buildah debootstrap` once. */
export default defineConfig({
  test: {
    name: "image",
    include: ["test/image/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 1_200_000,
    // Each build takes gigabytes, and most of the machine.
    fileParallelism: false,
    reporters: ["verbose"],
  },
});
