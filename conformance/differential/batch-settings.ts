import type { EngineSettings } from "./reference-server.ts";

/** Settings that both sides run a batch with; between them, batches cover both kinds of scope search and every enforcement of schemas. */
export function settingsOf(batch: number): EngineSettings {
  const schemaEnforcement = (["none", "warn", "none", "reject"] as const)[batch % 4] ?? "none";
  return {
    lenientScopeSearch: batch % 3 === 2,
    schemaEnforcement,
    globals: { limit: 5, regions: ["eu"], flag: true },
  };
}
