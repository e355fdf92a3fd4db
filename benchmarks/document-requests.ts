import type { CheckRequest } from "@orthrus/protocol";

const actions = ["view", "edit", "delete"];
const classifications = ["public", "internal", "confidential"];
const statuses = ["draft", "published", "archived"];
const people = ["frank", "fiona", "fred", "gina"];

/** Requests about documents of one organisation, different enough that every rule matters for some of them. */
export function documentRequests(count: number): readonly CheckRequest[] {
  return Array.from({ length: count }, (_, i) => ({
    principal: {
      id: pick(people, i),
      roles: [i % 5 === 0 ? "admin" : i % 7 === 0 ? "guest" : "member"],
      attributes: { organization: i % 11 === 0 ? "globex" : "initech", plan: "free" },
    },
    resource: {
      kind: "document",
      id: `document-${i}`,
      attributes: {
        organization: "initech",
        ownerId: pick(people, i >> 1),
        collaborators: i % 3 === 0 ? [pick(people, i)] : [],
        classification: pick(classifications, i),
        status: pick(statuses, i >> 2),
        legalHold: i % 13 === 0,
      },
    },
    actions,
  }));
}

function pick(values: readonly string[], index: number): string {
  return values[index % values.length] ?? "";
}
