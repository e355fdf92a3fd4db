import { createPdp } from "@orthrus/engine";
import type { CheckRequest } from "@orthrus/protocol";
import { type Answer, answersOf } from "./answer.ts";
import type { EngineSettings, NamedText } from "./reference-server.ts";

/** The engine in this process, configured like the reference server. */
export interface OrthrusSide {
  check(request: CheckRequest): Answer[];
}

/** Throws: `PolicyError` when the policies do not compile. */
export function startOrthrus(files: readonly NamedText[], settings: EngineSettings): OrthrusSide {
  const pdp = createPdp({
    policies: files,
    lenientScopeSearch: settings.lenientScopeSearch,
    globals: settings.globals,
    schemaEnforcement: settings.schemaEnforcement,
    // A mistake of ours denies, which the reference may do as well; here it must not pass unnoticed.
    onInternalError: (error) => {
      throw error;
    },
  });
  return { check: (request) => answersOf(pdp.check(request)) };
}
