import type { CheckRequest, CheckResourcesRequest } from "@orthrus/protocol";
import { type GeneratedPolicy, generatePolicies, generateSchemas } from "./generate-policies.ts";
import { generateRequests } from "./generate-requests.ts";
import { seededRandom } from "./random.ts";
import type { NamedText } from "./reference-server.ts";
import { chooseVocabulary, type ScopePermission, type Vocabulary } from "./vocabulary.ts";

/** One seed's worth of policies and requests. */
export interface GeneratedSet {
  readonly seed: number;
  readonly vocabulary: Vocabulary;
  readonly policies: readonly GeneratedPolicy[];
  readonly schemas: readonly NamedText[];
  readonly requests: readonly CheckResourcesRequest[];
}

/** One question to both sides: a resource of a request, with its actions. */
export interface Question {
  readonly set: GeneratedSet;
  readonly request: CheckRequest;
}

/** Makes the set of a seed. `root` is the scope permission of the root scope, which sets of one server share. */
export function generateSet(seed: number, root: ScopePermission, requests: number): GeneratedSet {
  const random = seededRandom(seed);
  const vocabulary = chooseVocabulary(random, `s${seed}`, root);
  return {
    seed,
    vocabulary,
    policies: generatePolicies(random, vocabulary),
    schemas: generateSchemas(random, vocabulary),
    requests: generateRequests(random, vocabulary, requests),
  };
}
