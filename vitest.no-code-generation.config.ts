import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/**
 * The language and the engine where the runtime forbids generating code, as edge runtimes and strict pages do: programs
 * stay closures, and modules written by a build are imported.
 */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["packages/{cel,engine}/src/**/*.test.ts"],
    setupFiles: ["./vitest.setup.ts", "./vitest.no-code-generation.setup.ts"],
    pool: "forks",
    execArgv: ["--disallow-code-generation-from-strings"],
    // The usual number is for comparing with generated code, of which there is none here.
    env: { ORTHRUS_AGREEMENT_EXPRESSIONS: "2000" },
  },
});
