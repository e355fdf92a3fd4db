import type { CheckRequest } from "@orthrus/protocol";

interface Person {
  readonly organization: string;
}

interface Document {
  readonly organization: string;
  readonly ownerId: string;
  readonly collaborators: readonly string[];
  readonly classification: string;
  readonly status: string;
  readonly legalHold: boolean;
}

/** The root policies of the example for view, edit and delete of a document, as a developer would write them. */
export function decideByHand({ principal, resource }: CheckRequest): Readonly<Record<string, boolean>> {
  const person = principal.attributes as unknown as Person;
  const document = resource.attributes as unknown as Document;
  const roles = principal.roles;
  const isAdmin = roles.includes("admin");
  const isStaff = isAdmin || roles.includes("member");
  const isGuest = roles.includes("guest");

  const inOrganization = isStaff && person.organization === document.organization;
  const isOwner = inOrganization && document.ownerId === principal.id;
  const collaborates = (isStaff || isGuest) && document.collaborators.includes(principal.id);
  const published = document.status === "published";
  const archived = document.status === "archived";

  const view =
    isOwner ||
    collaborates ||
    (inOrganization && document.status !== "draft" && document.classification !== "confidential") ||
    (isGuest && published && document.classification === "public");
  const edit = (isOwner || collaborates) && !document.legalHold && !archived;
  const remove = (isOwner || (isAdmin && inOrganization)) && !document.legalHold;
  return { view, edit, delete: remove };
}
