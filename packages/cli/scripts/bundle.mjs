// Bundles the command into dist/, so that it starts fast: after tsc, which leaves its modules in the same place.
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("..", import.meta.url));

rmSync(`${folder}dist/chunks`, { recursive: true, force: true });
await build({
  absWorkingDir: folder,
  entryPoints: ["src/main.ts"],
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  minifySyntax: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  conditions: ["@orthrus/source"],
  // Native code cannot be bundled.
  external: ["classic-level"],
  legalComments: "linked",
  // Dependencies in the older module format look for Node's own modules with `require`.
  banner: {
    js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  },
  logLevel: "warning",
});
