import type { DecodedMessage } from "../parse/decoded-message.ts";
import { messageMapOf, textOf, textsOf, valueMapOf } from "../parse/message-fields.ts";
import type { JsonMembers, TestAuxData, TestFixtures, TestPrincipal, TestResource } from "./test-suite.ts";

/** Reads the fixtures of a suite or of a file of fixtures; what the message does not hold is empty. */
export function buildFixtures(message: DecodedMessage | undefined): TestFixtures {
  return {
    principals: mapValues(messageMapOf(message, "principals"), buildPrincipal),
    resources: mapValues(messageMapOf(message, "resources"), buildResource),
    auxData: mapValues(messageMapOf(message, "auxData"), buildAuxData),
    principalGroups: mapValues(messageMapOf(message, "principalGroups"), (it) => textsOf(it, "principals")),
    resourceGroups: mapValues(messageMapOf(message, "resourceGroups"), (it) => textsOf(it, "resources")),
  };
}

/** Reads a map of free-form content. */
export function membersOf(message: DecodedMessage | undefined, name: string): JsonMembers {
  return Object.fromEntries([...valueMapOf(message, name)].map(([key, { value }]) => [key, value]));
}

function buildPrincipal(message: DecodedMessage): TestPrincipal {
  return {
    id: textOf(message, "id"),
    roles: textsOf(message, "roles"),
    attributes: membersOf(message, "attr"),
    policyVersion: textOf(message, "policyVersion"),
    scope: textOf(message, "scope"),
  };
}

function buildResource(message: DecodedMessage): TestResource {
  return {
    kind: textOf(message, "kind"),
    id: textOf(message, "id"),
    attributes: membersOf(message, "attr"),
    policyVersion: textOf(message, "policyVersion"),
    scope: textOf(message, "scope"),
  };
}

function buildAuxData(message: DecodedMessage): TestAuxData {
  const jwts = mapValues(messageMapOf(message, "jwts"), (token) => membersOf(token, "claims"));
  return { jwt: membersOf(message, "jwt"), ...(jwts.size > 0 ? { jwts } : {}) };
}

function mapValues<From, To>(
  map: ReadonlyMap<string, From>,
  build: (value: From) => To,
): ReadonlyMap<string, To> {
  return new Map([...map].map(([key, value]) => [key, build(value)]));
}
