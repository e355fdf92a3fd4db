import { defineConfig } from "vitest/config";

// Workspace packages resolve to their sources, so unit tests need no build; all others as in Node.
const conditions = ["@orthrus/source", "node", "import", "default"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/*/src/**/*.test.ts", "conformance/**/*.test.ts", "scripts/**/*.test.ts"],
    setupFiles: ["./vitest.setup.ts"],
    testTimeout: 30_000,
  },
});
