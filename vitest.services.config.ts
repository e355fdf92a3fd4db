import { defineConfig } from "vitest/config";

/** Tests that need more than the repository: a browser, the package registry, other Node versions. */
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    setupFiles: ["./vitest.setup.ts"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    fileParallelism: false,
  },
});
