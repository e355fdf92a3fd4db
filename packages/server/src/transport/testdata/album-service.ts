import { createPdp } from "@orthrus/engine";
import { createService, type Service, type ServiceOptions } from "../../service/service.ts";

export const INFO = { version: "0.55.0", commit: "abc", buildDate: "2026-01-01T00:00:00Z" };

const POLICIES = {
  "album.yaml": `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: album
  version: default
  importDerivedRoles: [common]
  rules:
    - actions: [view]
      effect: EFFECT_ALLOW
      roles: [user]
      output: { when: { ruleActivated: request.auxData.jwt } }
    - actions: ["*"]
      effect: EFFECT_ALLOW
      derivedRoles: [owner]
`,
  "acme-album.yaml": `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: album
  version: default
  scope: acme
  rules:
    - { actions: [edit], effect: EFFECT_DENY, roles: [user] }
`,
  "common.yaml": `
apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: common
  definitions:
    - { name: owner, parentRoles: [user], condition: { match: { expr: R.attr.owner == P.id } } }
`,
};

/** A service that decides about albums. */
export function albumService(options: Partial<ServiceOptions> = {}): Service {
  return createService({
    decider: createPdp({ policies: POLICIES }),
    auxData: { extract: ({ jwt }) => ({ jwt: { token: jwt?.token ?? null } }) },
    limits: { maxActionsPerResource: 3, maxResourcesPerRequest: 2 },
    info: INFO,
    ...options,
  });
}
