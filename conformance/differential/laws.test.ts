import { createPdp } from "@orthrus/engine";
import type { CheckRequest } from "@orthrus/protocol";
import { expect, test } from "vitest";
import { type Answer, answersOf } from "./answer.ts";
import { filesOf, singleRequests } from "./compare-sets.ts";
import { generateSet } from "./generate-set.ts";
import { seededRandom } from "./random.ts";

// What must hold whatever the reference does.
const settings = { globals: { limit: 5, regions: ["eu"], flag: true }, schemaEnforcement: "warn" } as const;
const sets = Array.from({ length: 24 }, (_, index) =>
  generateSet(9000 + index, index % 6 === 5 ? "require-consent" : "override", 20),
);

test.each(sets)("the files of $vocabulary.set decide alike in any order", (set) => {
  const files = filesOf(set);
  const random = seededRandom(set.seed);
  const shuffled = files
    .map((file) => ({ file, rank: random.next() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ file }) => file);
  const decide = (policies: typeof files): unknown => {
    const pdp = createPdp({ policies, ...settings });
    return set.requests.map((request) => pdp.checkResources(request).map(answersOf));
  };
  expect(decide(shuffled)).toEqual(decide(files));
});

test.each(sets)("in $vocabulary.set, asking for all actions at once is asking for each", (set) => {
  // Without schemas: whether one is looked at depends on all actions of a request.
  const pdp = createPdp({ policies: filesOf(set), ...settings, schemaEnforcement: "none" });
  const ask = (request: CheckRequest): Answer[] => answersOf(pdp.check(request));
  const { actions } = set.vocabulary;
  for (const request of set.requests.flatMap(singleRequests)) {
    const singles = actions.flatMap((action) => ask({ ...request, actions: [action] }));
    // Derived roles are told per resource: those that any of the actions needed.
    const derivedRoles = [...new Set(singles.flatMap((answer) => answer.derivedRoles))].sort();
    expect(ask({ ...request, actions })).toEqual(singles.map((answer) => ({ ...answer, derivedRoles })));
  }
});

test.each(sets)("in $vocabulary.set, an answer does not depend on the requests before it", (set) => {
  const files = filesOf(set);
  const used = createPdp({ policies: files, ...settings });
  for (const request of set.requests) used.checkResources(request);
  for (const request of set.requests) {
    const fresh = createPdp({ policies: files, ...settings });
    expect(used.checkResources(request).map(answersOf)).toEqual(fresh.checkResources(request).map(answersOf));
  }
});
