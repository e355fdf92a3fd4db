import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../json.ts";
import { decodeAccessEvaluation, decodeAccessEvaluations } from "../authzen/decode-evaluations.ts";
import {
  decodeCheckResourceBatch,
  decodeCheckResourceSet,
  decodeCheckResources,
  decodePlanResources,
} from "../decode-calls.ts";
import { WireError } from "../errors.ts";
import {
  decodeCheckResourceBatchMessage,
  decodeCheckResourceSetMessage,
  decodeCheckResourcesMessage,
  decodePlanResourcesMessage,
} from "./decode-call-messages.ts";
import {
  decodeAccessEvaluationMessage,
  decodeAccessEvaluationsMessage,
} from "./decode-evaluation-messages.ts";
import { messageFromJson } from "./dynamic-messages.ts";

// Requests are generated as JSON, mostly right and sometimes not; what comes of the JSON has to come of the bytes that
// a library makes of the same JSON.

const sometimes = <Of>(of: fc.Arbitrary<Of>): fc.Arbitrary<Of | undefined> =>
  fc.option(of, { nil: undefined, freq: 3 });
const right = <Of, Or>(of: fc.Arbitrary<Of>, or: fc.Arbitrary<Or>): fc.Arbitrary<Of | Or> =>
  fc.oneof({ weight: 60, arbitrary: of }, { weight: 1, arbitrary: or });
const present = <Of>(of: fc.Arbitrary<Of>): fc.Arbitrary<Of | undefined> => right(of, fc.constant(undefined));

const text = fc.string({ unit: "binary", maxLength: 40 });
const rightName = fc.oneof(
  fc.constantFrom("view", "edit", "7", "__proto__", "ä"),
  text.filter((each) => each !== ""),
);
const name = right(rightName, fc.constant(""));
const version = right(fc.constantFrom("", "v1", "default"), fc.constantFrom("v 1", "ä"));
const scope = right(fc.constantFrom("", ".", "acme", "acme.hr-2"), fc.constantFrom("acme.", "-", "ä"));
// A number that is not finite has no JSON form; -0 is 0 to the library.
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((each) => each + 0);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false, "", "ä€😀"),
    number,
    text,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.oneof(rightName, fc.constant("")), tie("value"), { maxKeys: 3 }),
  ),
}));
const attributes = sometimes(fc.dictionary(name, value, { maxKeys: 4 }));
const names = present(
  right(
    fc.uniqueArray(rightName, { minLength: 1, maxLength: 10 }),
    fc.array(fc.constantFrom("view", "edit", ""), { maxLength: 3 }),
  ),
);

// biome-ignore-start format: one row per message
const principal = fc.record({
  id: present(name),
  policyVersion: sometimes(version),
  roles: names,
  attr: attributes,
  scope: sometimes(scope),
});
const resource = fc.record({
  kind: present(name),
  policyVersion: sometimes(version),
  id: present(name),
  attr: attributes,
  scope: sometimes(scope),
});
const token = fc.record({ token: present(name), keySetId: sometimes(text) });
const tokens = fc.dictionary(name, token, { maxKeys: 2 });
const auxData = sometimes(
  fc.oneof(
    fc.record({ jwt: token }),
    fc.record({ jwts: tokens }),
    right(fc.constant({}), fc.record({ jwt: token, jwts: tokens })),
  ),
);
const requestContext = sometimes(fc.record({ annotations: attributes }));
const common = { requestId: sometimes(text), principal: present(principal), auxData };
const actionsOnResource = fc.record({ actions: names, resource: present(resource) });
const resources = present(
  right(fc.array(actionsOnResource, { minLength: 1, maxLength: 3 }), fc.constant([])),
);
const instances = fc.dictionary(name, fc.record({ attr: attributes }), { minKeys: 1, maxKeys: 3 });
const entity = fc.record({ type: present(name), id: present(name), properties: attributes });
const parts = {
  subject: present(entity),
  resource: present(entity),
  action: present(fc.record({ name: present(name), properties: attributes })),
  context: sometimes(
    fc.record({
      "cerbos.requestId": right(sometimes(text), value),
      "cerbos.includeMeta": sometimes(fc.boolean()),
      rest: value,
    }),
  ),
};
const semantic = right(
  fc.constantFrom("", "execute_all", "deny_on_first_deny", "permit_on_first_permit"),
  fc.constant("other"),
);
// biome-ignore-end format: one row per message

interface Call {
  readonly type: string;
  readonly request: fc.Arbitrary<unknown>;
  readonly fromJson: (text: string, utf8?: Uint8Array) => unknown;
  readonly fromBytes: (bytes: Uint8Array) => unknown;
}

// biome-ignore format: one block per call
const CALLS: readonly Call[] = [
  {
    type: "cerbos.request.v1.CheckResourcesRequest",
    request: fc.record({ ...common, includeMeta: sometimes(fc.boolean()), requestContext, resources }),
    fromJson: decodeCheckResources,
    fromBytes: decodeCheckResourcesMessage,
  },
  {
    type: "cerbos.request.v1.CheckResourceSetRequest",
    request: fc.record({
      ...common,
      includeMeta: sometimes(fc.boolean()),
      actions: names,
      resource: present(fc.record({
        kind: present(name), policyVersion: sometimes(version), scope: sometimes(scope),
        instances: right(instances, fc.constantFrom(undefined, {})),
      })),
    }),
    fromJson: decodeCheckResourceSet,
    fromBytes: decodeCheckResourceSetMessage,
  },
  {
    type: "cerbos.request.v1.CheckResourceBatchRequest",
    request: fc.record({ ...common, resources }),
    fromJson: decodeCheckResourceBatch,
    fromBytes: decodeCheckResourceBatchMessage,
  },
  {
    type: "cerbos.request.v1.PlanResourcesRequest",
    request: fc.tuple(
      fc.record({
        ...common,
        includeMeta: sometimes(fc.boolean()),
        requestContext,
        resource: present(fc.record({ kind: present(name), attr: attributes, policyVersion: sometimes(version), scope: sometimes(scope) })),
      }),
      fc.oneof(
        fc.record({ action: name }),
        fc.record({ actions: names }),
        right(fc.record({ action: name, actions: fc.constant([]) }), fc.record({ action: name, actions: fc.array(name, { maxLength: 22 }) })),
      ),
    ).map(([rest, actions]) => ({ ...rest, ...actions })),
    fromJson: decodePlanResources,
    fromBytes: decodePlanResourcesMessage,
  },
  {
    type: "authzen.authorization.v1.AccessEvaluationRequest",
    request: fc.record(parts),
    fromJson: decodeAccessEvaluation,
    fromBytes: decodeAccessEvaluationMessage,
  },
  {
    type: "authzen.authorization.v1.AccessEvaluationBatchRequest",
    request: fc.record({ ...parts, evaluations: fc.array(fc.record(parts), { maxLength: 3 }), options: sometimes(fc.record({ evaluationsSemantic: semantic })) }),
    fromJson: decodeAccessEvaluations,
    fromBytes: decodeAccessEvaluationsMessage,
  },
];

describe.each(CALLS)("$type", ({ type, request, fromJson, fromBytes }) => {
  const json = request.map((each) => JSON.stringify(each));

  test("means the same in protobuf as in JSON, right or wrong", () => {
    const outcomes = { calls: 0, refusals: 0 };
    fc.assert(
      fc.property(json, (sent) => {
        const expected = outcomeOf(() => fromJson(sent));
        const bytes = messageFromJson(type, JSON.parse(sent));
        expect(outcomeOf(() => fromBytes(bytes))).toEqual(expected);
        outcomes[expected.failure ? "refusals" : "calls"]++;
      }),
      { numRuns: 400 },
    );
    // Both kinds have to come up, or the property says little.
    expect(Math.min(outcomes.calls, outcomes.refusals)).toBeGreaterThan(20);
  });

  test("is answered or refused, whatever the bytes", () => {
    const bytes = json.map((sent) => messageFromJson(type, JSON.parse(sent)));
    const broken = fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged(bytes));
    fc.assert(
      fc.property(broken, (each) => {
        expect([
          undefined,
          "protocol/malformed-message",
          "protocol/invalid-request",
          "protocol/malformed-request",
        ]).toContain(outcomeOf(() => fromBytes(each)).failure?.code);
      }),
      { numRuns: 1000 },
    );
  });

  test("is read alike with and without a field nobody knows in front", () => {
    const bytes = json.map((sent) => messageFromJson(type, JSON.parse(sent)));
    fc.assert(
      // Two messages in a row are one, sent in two pieces.
      fc.property(fc.oneof(bytes, damaged(bytes), fc.tuple(bytes, bytes).map(joined)), (each) => {
        const known = outcomeOf(() => fromBytes(each));
        // Field 100, with the number 1.
        const unknown = outcomeOf(() => fromBytes(Uint8Array.of(0xa0, 0x06, 0x01, ...each)));
        expect(unknown).toEqual(known);
      }),
      { numRuns: 1000 },
    );
  });
});

/** A message with a few bytes changed, and perhaps cut off. */
function damaged(bytes: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const damages = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
  return fc.tuple(bytes, damages, fc.option(fc.nat())).map(([whole, changes, cut]) => {
    const copy = Uint8Array.from(whole);
    for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
    return cut === null ? copy : copy.subarray(0, cut % (copy.length + 1));
  });
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((each) => [...each]));
}

interface Outcome {
  readonly call?: unknown;
  readonly failure?: {
    readonly code: string;
    readonly message: string;
    readonly violations: readonly unknown[];
  };
}

function outcomeOf(decode: () => unknown): Outcome {
  try {
    return { call: decode() };
  } catch (failure) {
    if (!(failure instanceof WireError)) throw failure;
    const { code, message, violations } = failure;
    return { failure: { code, message, violations } };
  }
}
