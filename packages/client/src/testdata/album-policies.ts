/** A policy with an output, a derived role, a schema and a condition on a token. */
export const albumPolicies: Readonly<Record<string, string>> = {
  "album.yaml": `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: album
  version: default
  importDerivedRoles: [album_roles]
  schemas:
    resourceSchema: { ref: cerbos:///album.json }
  rules:
    - actions: [view]
      roles: [user]
      effect: EFFECT_ALLOW
      condition: { match: { expr: R.attr.public } }
    - actions: [view, edit]
      derivedRoles: [owner]
      effect: EFFECT_ALLOW
      name: owned
      output: { when: { ruleActivated: '{"owner": P.id, "tags": ["a", 1]}' } }
    - actions: [purge]
      roles: [user]
      effect: EFFECT_ALLOW
      condition: { match: { expr: request.auxData.jwt.scope == "purge" } }
    - actions: [fail]
      roles: [user]
      effect: EFFECT_ALLOW
      name: failing
      output: { when: { ruleActivated: R.attr.missing } }
`,
  "album.acme.yaml": `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: album
  version: default
  scope: acme
  rules:
    - { actions: [edit], roles: ["*"], effect: EFFECT_DENY }
`,
  "album_roles.yaml": `
apiVersion: api.cerbos.dev/v1
derivedRoles:
  name: album_roles
  definitions:
    - name: owner
      parentRoles: [user]
      condition: { match: { expr: R.attr.owner == P.id } }
`,
  "_schemas/album.json": `{ "type": "object", "properties": { "owner": { "type": "string" } } }`,
};
