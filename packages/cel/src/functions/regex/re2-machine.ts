/** The RE2 machine: takes every pattern and linear time, and is larger than everything else in this package. */
export type Re2Machine = typeof import("re2js");

// What is loaded is loaded for everybody, as with every module.
const loaded: { machine: Re2Machine | undefined } = { machine: undefined };

/**
 * Loads the machine that matches the patterns `RegExp` must not be trusted with. Runtimes that can load modules while
 * they wait, such as Node, do it on their own when the first such pattern comes; browsers and bundles cannot, so there
 * somebody has to ask for it before.
 */
export async function loadPatternMachine(): Promise<void> {
  loaded.machine ??= await import("re2js");
}

/** Whether it is loaded or could probably be. */
export function isMachineWithinReach(): boolean {
  return loaded.machine !== undefined || moduleLoader() !== undefined;
}

/**
 * The same for a pattern that cannot do without.
 *
 * Throws: `TypeError` where it is not loaded and cannot be loaded on the spot.
 */
export function requiredMachine(pattern: string): Re2Machine {
  loaded.machine ??= requireMachine();
  if (loaded.machine !== undefined) return loaded.machine;
  throw new TypeError(
    `the pattern ${JSON.stringify(pattern)} needs the RE2 machine: call \`await loadPatternMachine()\` first`,
  );
}

interface Host {
  readonly process?: { getBuiltinModule?(name: "node:module"): ModuleLoader | undefined };
}

interface ModuleLoader {
  createRequire(from: string): (name: string) => unknown;
}

const { url: here } = import.meta as unknown as { readonly url: string };

function moduleLoader(): ModuleLoader | undefined {
  return (globalThis as Host).process?.getBuiltinModule?.("node:module");
}

function requireMachine(): Re2Machine | undefined {
  try {
    return moduleLoader()?.createRequire(here)("re2js") as Re2Machine | undefined;
  } catch {
    // Not installed beside this file, as in a bundle.
    return undefined;
  }
}
