import { Orthrus } from "@orthrus/client";
import { createPdp } from "@orthrus/engine";

const policy = `
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: document
  version: default
  rules:
    - actions: ["view"]
      effect: EFFECT_ALLOW
      roles: ["member"]
      condition:
        match:
          expr: R.attr.name.matches("^[A-Z][a-z]+$") && R.attr.tags.exists(tag, tag == "public")
    - actions: ["delete"]
      effect: EFFECT_ALLOW
      roles: ["member"]
      condition:
        match:
          expr: R.attr.ownerId == P.id
`;

const principal = { id: "ada", roles: ["member"] };
const attributes = { ownerId: "bob", name: "Plan", tags: ["draft", "public"] };

/** Decides once through the engine and once through the client, and says whether this place would generate code. */
export async function decide(): Promise<unknown> {
  const pdp = createPdp({ policies: { "document.yaml": policy } });
  const decision = pdp.check({
    principal,
    resource: { kind: "document", id: "1", attributes },
    actions: ["view", "delete"],
  });
  const client = new Orthrus({ pdp });
  const result = await client.checkResource({
    principal,
    resource: { kind: "document", id: "1", attr: attributes },
    actions: ["view", "delete"],
  });
  return {
    view: decision.isAllowed("view"),
    delete: decision.isAllowed("delete"),
    throughClient: { view: result.isAllowed("view"), delete: result.isAllowed("delete") },
    generatesCode: canGenerateCode(),
  };
}

function canGenerateCode(): boolean {
  try {
    // biome-ignore lint/security/noGlobalEval: the point is to see that it is forbidden here
    return globalThis.eval("true") === true;
  } catch {
    return false;
  }
}
