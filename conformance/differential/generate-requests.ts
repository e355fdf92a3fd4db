import type {
  AuxData,
  CheckResourcesRequest,
  Json,
  JsonObject,
  Principal,
  Resource,
} from "@orthrus/protocol";
import { requestedAction } from "./generate-policies.ts";
import type { Random } from "./random.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Makes requests to one set: each asks for several resources, one action each, except the last of them. */
export function generateRequests(
  random: Random,
  vocabulary: Vocabulary,
  count: number,
): CheckResourcesRequest[] {
  return Array.from({ length: Math.ceil(count / resourcesPerRequest) }, () => ({
    principal: generatePrincipal(random, vocabulary),
    resources: Array.from({ length: resourcesPerRequest }, (_, index) => ({
      resource: generateResource(random, vocabulary, index),
      // Several actions at once: 0.51 may then show conditions the derived roles of another scope.
      actions:
        index === resourcesPerRequest - 1 && !vocabulary.runtimeIsUsed
          ? random.some(vocabulary.actions, 2, vocabulary.large === "actions" ? 20 : 4)
          : [requestedAction(random, vocabulary)],
    })),
    ...generateAuxData(random, vocabulary),
  }));
}

const resourcesPerRequest = 5;

function generatePrincipal(random: Random, vocabulary: Vocabulary): Principal {
  // Where conditions read the derived roles, one role: 0.51 would show it those of scopes that other roles visited.
  const several = vocabulary.large === "roles" && random.chance(0.5) ? 70 : 3;
  const most = vocabulary.runtimeIsUsed ? 1 : several;
  const roles = random.some([...vocabulary.roles, ...vocabulary.roles, `${vocabulary.set}stranger`], 1, most);
  return {
    id: random.chance(0.8) ? random.pick(vocabulary.principals) : `${vocabulary.set}nobody`,
    roles: random.chance(0.03) ? ["*"] : [...new Set(roles)],
    ...generatePlace(random, vocabulary, 0.4),
    ...optional(random.chance(0.95), () => ({
      attributes: generateAttributes(random, principalAttributes, vocabulary),
    })),
  };
}

function generateResource(random: Random, vocabulary: Vocabulary, index: number): Resource {
  const { set } = vocabulary;
  const kind = random.chance(0.93)
    ? random.pick(vocabulary.kinds)
    : random.pick([`${set}_pic`, `${set}unknown`, `${set}*`]);
  return {
    kind,
    id: `${set}${index}`,
    ...generatePlace(random, vocabulary, 0.15),
    ...optional(random.chance(0.97), () => ({
      attributes: generateAttributes(random, resourceAttributes, vocabulary),
    })),
  };
}

function generatePlace(
  random: Random,
  { set, scopes, versions }: Vocabulary,
  rootProbability: number,
): { scope?: string; policyVersion?: string } {
  const known = scopes.map((choice) => choice.scope);
  const odd = random.chance(0.07);
  const scope = random.chance(rootProbability)
    ? ""
    : random.pick((odd ? [".", `${set}a.missing`, `${set}missing`] : known) as [string, ...string[]]);
  return {
    ...optional(scope !== "", () => ({ scope })),
    ...optional(random.chance(0.2), () => ({
      policyVersion: random.pick(["default", ...versions, ...versions, "v9"]),
    })),
  };
}

/** Makes the value of one attribute. */
export type AttributeMaker = (random: Random, vocabulary: Vocabulary) => Json;

const words = ["ops", "dev", "live", "draft"] as const;
const colors = ["red", "blue", "green"] as const;
const instants = ["2023-12-31T23:59:59Z", "2024-06-01T12:00:00+02:00", "2199-01-01T00:00:00Z"] as const;

const principalAttributes: Readonly<Record<string, AttributeMaker>> = {
  dept: (random) => random.pick(words),
  limit: (random) => random.integer(0, 20),
  tags: (random) => random.some([...words, ...colors], 0, 4),
  admin: (random) => random.chance(0.5),
  region: (random) => random.pick(["eu", "us"]),
  ip: (random) => random.pick(["10.1.2.3", "192.168.0.1", "2001:db8::1", "nonsense"]),
  none: () => [],
  team: (random) => random.pick<Json>(["ops", ["ops"], [], { ops: 1 }, 3]),
  levels: (random) => random.pick<Json>([{ ops: 1, live: 2 }, { dev: 3, live: 0, draft: 2 }, {}]),
};

const items: readonly [Json, ...Json[]] = [
  [],
  [{ tag: "red", price: 3 }],
  [{ tag: "red", price: 1, on: true }, { tag: "blue" }],
  [{ tag: null, price: "3" }, { price: 9 }],
  ["red", { tag: "ops", price: 5, on: false }],
];

/** What resources may have, and conditions read. */
export const resourceAttributes: Readonly<Record<string, AttributeMaker>> = {
  owner: (random, { principals }) => random.pick(principals),
  dept: (random) => random.pick(words),
  public: (random) => random.chance(0.5),
  amount: (random) => random.pick([0, 1, 2, 3, 10, 12.5, 100, -4]),
  code: (random) => random.pick(["7", "1.5", "x"]),
  status: (random) => random.pick(words),
  tags: (random) => random.some([...colors, ...colors, "pink"], 0, 4),
  meta: (random) => random.pick<Json>([{ region: "eu" }, { region: "us" }, {}, { region: "eu", size: 2 }]),
  at: (random) => random.pick([...instants, "yesterday"]),
  path: (random) => random.pick(["root", "root/a", "root/a/b", "other", ""]),
  "a b": (random) => random.pick([...words, "s\u00f8ren", "so\u0308ren", "\ud83e\udd80"]),
  key: (random) => random.pick(["region", "size", "none"]),
  items: (random) => random.pick<Json>(items),
};

/** Makes attributes; now and then one is missing or of another type. */
export function generateAttributes(
  random: Random,
  makers: Readonly<Record<string, AttributeMaker>>,
  vocabulary: Vocabulary,
): JsonObject {
  const entries = Object.entries(makers).flatMap(([name, make]): [string, Json][] => {
    if (random.chance(0.12)) return [];
    return [
      [
        name,
        random.chance(0.07)
          ? random.pick<Json>([null, null, "odd", 1, [], {}, true, ["ops"]])
          : make(random, vocabulary),
      ],
    ];
  });
  return Object.fromEntries(entries);
}

function generateAuxData(random: Random, { jwtIsUsed }: Vocabulary): { auxData?: AuxData } {
  if (!jwtIsUsed || random.chance(0.3)) return {};
  return {
    auxData: {
      jwt: {
        iss: "issuer",
        // A list always, as the reference makes one of a single audience.
        aud: random.some(["web", "app"], 1, 2),
        ...optional(random.chance(0.7), () => ({ tier: random.pick(["gold", "lead"]) })),
        ...optional(random.chance(0.7), () => ({ level: random.integer(0, 3) })),
      },
    },
  };
}

function optional<T extends object>(present: boolean, make: () => T): T | Record<never, never> {
  return present ? make() : {};
}

/** Whether an attribute of a principal has the type that conditions expect of it. */
export function isLikelyAttribute(name: string, value: Json | undefined): boolean {
  const expected = expectedTypes.get(name);
  return value !== undefined && (Array.isArray(value) ? "list" : typeof value) === expected && value !== null;
}

/** Whether a principal has a text, number or boolean where conditions look for a list; see `plan-membership`. */
export function hasScalarForList({ attributes = {} }: Principal): boolean {
  const isScalar = (value: Json | undefined): boolean =>
    typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return ["tags", "none", "team", "levels"].some((name) => isScalar(attributes[name]));
}

const expectedTypes: ReadonlyMap<string, string> = new Map([
  ...(["dept", "region", "ip"] as const).map((name): [string, string] => [name, "string"]),
  ...(["tags", "none", "team"] as const).map((name): [string, string] => [name, "list"]),
  ["limit", "number"],
  ["admin", "boolean"],
  ["levels", "object"],
]);
