import { COLOUR_LEVELS } from "../output/painter.ts";
import type { FlagSpec } from "./command.ts";

/** `--color` and `--no-color`, of every command that prints reports. */
// biome-ignore format: one row per flag
export const COLOUR_FLAGS: readonly FlagSpec[] = [
  { name: "color",    kind: "optional-text", help: "Output color level (auto,never,always,256,16m). Defaults to auto.", fallback: "always", refuse: refuseColour, excludes: ["no-color"] },
  { name: "no-color", kind: "boolean", help: "Disable colored output" },
];

function refuseColour(value: string): string | undefined {
  if (COLOUR_LEVELS.includes(value)) return undefined;
  return `invalid value for output color level: ${JSON.stringify(value)}`;
}
