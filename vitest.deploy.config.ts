import { defineConfig } from "vitest/config";

/** Deploys for real, into an emulator of AWS: `npm run ministack` once, then `npm run test:deploy`. */
export default defineConfig({
  test: { name: "deploy", include: ["test/deploy/**/*.test.ts"], fileParallelism: false },
});
