import type { CheckRequest, Principal, Resource } from "@orthrus/protocol";
import { type Enforcer, newEnforcer, newModelFromString, StringAdapter } from "casbin";

const model = `
[request_definition]
r = principal, document, action
[policy_definition]
p = role, action, rule, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.action == p.action && hasRole(r.principal, p.role) && holds(p.rule, r.principal, r.document)
`;

// biome-ignore format: one line per rule
const policy = [
  "p, staff, view, owns, allow", "p, staff, edit, owns, allow", "p, staff, delete, owns, allow",
  "p, staff, view, reads, allow", "p, admin, delete, belongs, allow",
  "p, any, view, collaborates, allow", "p, any, edit, collaborates, allow",
  "p, guest, view, public, allow",
  "p, any, edit, held, deny", "p, any, delete, held, deny", "p, any, edit, archived, deny",
].join("\n");

interface Document {
  readonly organization: string;
  readonly ownerId: string;
  readonly collaborators: readonly string[];
  readonly classification: string;
  readonly status: string;
  readonly legalHold: boolean;
}

type Holds = (principal: Principal, document: Document) => boolean;

const belongs: Holds = ({ attributes }, document) => attributes?.organization === document.organization;

// Conditions are functions of the host, because casbin's own expressions cost more than they do.
const rules: ReadonlyMap<string, Holds> = new Map<string, Holds>([
  ["belongs", belongs],
  ["owns", (principal, document) => belongs(principal, document) && document.ownerId === principal.id],
  [
    "reads",
    (principal, document) =>
      belongs(principal, document) &&
      document.status !== "draft" &&
      document.classification !== "confidential",
  ],
  ["collaborates", ({ id }, { collaborators }) => collaborators.includes(id)],
  ["public", (_, { status, classification }) => status === "published" && classification === "public"],
  ["held", (_, { legalHold }) => legalHold],
  ["archived", (_, { status }) => status === "archived"],
]);

/** Prepares an enforcer for the root policies of the example. */
export async function createEnforcer(): Promise<Enforcer> {
  const enforcer = await newEnforcer(newModelFromString(model), new StringAdapter(policy));
  await enforcer.addFunction("hasRole", hasRole);
  await enforcer.addFunction(
    "holds",
    (rule: string, principal: Principal, document: Document) =>
      rules.get(rule)?.(principal, document) ?? false,
  );
  return enforcer;
}

function hasRole({ roles }: Principal, role: string): boolean {
  if (role === "any") return true;
  return role === "staff" ? roles.includes("member") || roles.includes("admin") : roles.includes(role);
}

/** The same decisions as `decideByHand`. */
export function decideByCasbin(
  enforcer: Enforcer,
  { principal, resource }: CheckRequest,
): Readonly<Record<string, boolean>> {
  const document = documentOf(resource);
  return {
    view: enforcer.enforceSync(principal, document, "view"),
    edit: enforcer.enforceSync(principal, document, "edit"),
    delete: enforcer.enforceSync(principal, document, "delete"),
  };
}

function documentOf({ attributes }: Resource): Document {
  return attributes as unknown as Document;
}
