import { defineConfig } from "vitest/config";

/**
 * `unit` mirrors the sources; `infra` synthesises; `simulation` runs the queues' worst orders in
 * virtual time; `contracts` pins what is on the wire; `pipeline` starts the local system; `parity`
 * compares with Python.
 */
const project = (name: string, testTimeout: number) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  test: {
    projects: [
      project("unit", 10_000),
      project("infra", 10_000),
      project("simulation", 10_000),
      project("contracts", 10_000),
      project("pipeline", 120_000),
      project("parity", 120_000),
    ],
  },
});
