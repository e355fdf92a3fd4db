import { createMongoAbility, type MongoAbility, type RawRuleOf } from "@casl/ability";
import type { CheckRequest } from "@orthrus/protocol";

/** What one principal may do, to be kept as long as the principal is known: this is how CASL is used. */
export function abilityOf({ id, roles, attributes }: CheckRequest["principal"]): MongoAbility {
  const organization = attributes?.organization;
  const isAdmin = roles.includes("admin");
  const isStaff = isAdmin || roles.includes("member");
  const isGuest = roles.includes("guest");
  const rules: RawRuleOf<MongoAbility>[] = [];
  const can = (action: string[], conditions: object): void => {
    rules.push({ action, subject: "document", conditions: conditions as Record<string, unknown> });
  };
  if (isStaff) {
    can(["view", "edit", "delete"], { organization, ownerId: id });
    can(["view"], { organization, status: { $ne: "draft" }, classification: { $ne: "confidential" } });
  }
  if (isAdmin) can(["delete"], { organization });
  if (isStaff || isGuest) can(["view", "edit"], { collaborators: { $in: [id] } });
  if (isGuest) can(["view"], { status: "published", classification: "public" });
  rules.push(
    { inverted: true, action: ["edit", "delete"], subject: "document", conditions: { legalHold: true } },
    { inverted: true, action: "edit", subject: "document", conditions: { status: "archived" } },
  );
  return createMongoAbility(rules, { detectSubjectType: () => "document" });
}

/** The same decisions as `decideByHand`, with an ability at hand. */
export function decideByCasl(
  ability: MongoAbility,
  { resource }: CheckRequest,
): Readonly<Record<string, boolean>> {
  const document = resource.attributes as object;
  return {
    view: ability.can("view", document),
    edit: ability.can("edit", document),
    delete: ability.can("delete", document),
  };
}
