import type { CheckRequest } from "@orthrus/protocol";
import { compareAnswers } from "./compare-answers.ts";
import { type Difference, filesOf } from "./compare-sets.ts";
import type { GeneratedPolicy, PolicyDocument } from "./generate-policies.ts";
import type { GeneratedSet } from "./generate-set.ts";
import { startOrthrus } from "./orthrus-side.ts";
import { startReference } from "./reference-server.ts";

const mostAttempts = 150;

/**
 * Removes policies, rules, conditions, outputs and attributes from a difference for as long as some difference
 * remains. Each attempt starts both sides anew, a third of a second.
 */
export async function minimise(difference: Difference): Promise<Difference> {
  let smallest = difference;
  let attempts = 0;
  let isSmaller = true;
  while (isSmaller && attempts < mostAttempts) {
    isSmaller = false;
    for (const candidate of smallerDifferences(smallest)) {
      attempts += 1;
      if (attempts > mostAttempts) break;
      const found = await retry(candidate);
      if (found === undefined) continue;
      smallest = found;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

async function retry(candidate: Difference): Promise<Difference | undefined> {
  const { question, settings, action } = candidate;
  const files = filesOf(question.set);
  try {
    const [orthrus] = startOrthrus(files, settings)
      .check(question.request)
      .filter((answer) => answer.action === action);
    const server = await startReference(files, settings);
    try {
      const { resource, actions, ...rest } = question.request;
      const [answers] = await server.check({ ...rest, resources: [{ resource, actions }] });
      const reference = answers?.find((answer) => answer.action === action);
      if (orthrus === undefined || reference === undefined) return undefined;
      const verdict = compareAnswers(question, reference, orthrus);
      return verdict.kind === "different"
        ? { ...candidate, what: verdict.what, reference, orthrus }
        : undefined;
    } finally {
      await server.close();
    }
  } catch {
    // Without the part that was removed, one side no longer accepts the policies.
    return undefined;
  }
}

function* smallerDifferences(difference: Difference): Generator<Difference> {
  const { set, request } = difference.question;
  for (const policies of smallerPolicies(set.policies)) {
    yield { ...difference, question: { set: { ...set, policies } satisfies GeneratedSet, request } };
  }
  for (const smaller of smallerRequests(request, difference.action)) {
    yield { ...difference, question: { set, request: smaller } };
  }
}

function* smallerPolicies(policies: readonly GeneratedPolicy[]): Generator<GeneratedPolicy[]> {
  for (const index of policies.keys()) yield policies.filter((_, other) => other !== index);
  for (const [index, policy] of policies.entries()) {
    for (const document of smallerDocuments(policy.document)) {
      yield policies.map((same, other) => (other === index ? { ...same, document } : same));
    }
  }
}

// Rules are removed from the end and kept in place otherwise, as unnamed ones are named by their place.
function* smallerDocuments(document: PolicyDocument): Generator<PolicyDocument> {
  for (const smaller of withoutParts(document)) yield smaller as unknown as PolicyDocument;
}

const removableMembers = new Set([
  "condition",
  "output",
  "variables",
  "constants",
  "import",
  "importDerivedRoles",
]);
const removableItems = new Set([
  "rules",
  "of",
  "roles",
  "derivedRoles",
  "actions",
  "parentRoles",
  "allowActions",
]);

function* withoutParts(value: unknown, name = ""): Generator<unknown> {
  if (Array.isArray(value)) {
    if (removableItems.has(name) && value.length > (name === "rules" ? 0 : 1)) {
      for (const index of value.keys()) yield value.filter((_, other) => other !== index);
    }
    for (const [index, item] of value.entries()) {
      for (const smaller of withoutParts(item))
        yield value.map((same, other) => (other === index ? smaller : same));
    }
  } else if (typeof value === "object" && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (removableMembers.has(key))
        yield Object.fromEntries(Object.entries(value).filter(([k]) => k !== key));
      for (const smaller of withoutParts(member, key)) yield { ...value, [key]: smaller };
    }
  }
}

function* smallerRequests(request: CheckRequest, action: string): Generator<CheckRequest> {
  const { principal, resource, actions, auxData, ...rest } = request;
  if (auxData !== undefined) yield { ...rest, principal, resource, actions };
  if (actions.length > 1) yield { ...request, actions: [action] };
  if (principal.roles.length > 1) {
    for (const role of principal.roles) {
      yield {
        ...request,
        principal: { ...principal, roles: principal.roles.filter((other) => other !== role) },
      };
    }
  }
  for (const key of Object.keys(principal.attributes ?? {})) {
    const { [key]: _, ...attributes } = principal.attributes ?? {};
    yield { ...request, principal: { ...principal, attributes } };
  }
  for (const key of Object.keys(resource.attributes ?? {})) {
    const { [key]: _, ...attributes } = resource.attributes ?? {};
    yield { ...request, resource: { ...resource, attributes } };
  }
}
