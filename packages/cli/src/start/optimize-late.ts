import { setFlagsFromString } from "node:v8";

/**
 * Tells the machine to optimise only what runs for long: a command that is done within a second pays more for being
 * optimised than it ever gets back. Half the processor time of `orthrus compile`, see benchmarks/compile-and-test.ts.
 *
 * Only Node 20 needs it; later ones have a cheap compiler before the dear one, and another name for this.
 */
export function optimizeLate(): void {
  // The machine's own value is 67,584, counted in bytes of byte code that a function runs.
  if (process.versions.v8.startsWith("11.")) setFlagsFromString("--interrupt-budget=1000000");
}
