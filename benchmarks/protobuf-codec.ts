/**
 * What does writing the codec of checks by hand buy over messages of a library?
 *
 * A `CheckResources` call of 1 and of 50 resources. By hand: bytes to a validated call, and an answer to bytes.
 * protobuf-es: bytes to its message and its message to bytes, which leaves out validating the one, making the other,
 * and turning `google.protobuf.Value` into values, so the ratio is a lower bound. Bars: 1.4 times as quick for one
 * resource, 1.5 times for 50. The two are interleaved, so that a slow moment of the machine hits both; only ratios of one run mean
 * something.
 */
import { fromBinary, fromJson, toBinary } from "@bufbuild/protobuf";
import { CheckResourcesRequestSchema } from "@cerbos/api/cerbos/request/v1/request_pb";
import { CheckResourcesResponseSchema } from "@cerbos/api/cerbos/response/v1/response_pb";
import {
  decodeCheckResourcesMessage,
  encodeCheckResourcesMessage,
} from "../packages/protocol/src/protobuf.ts";
import type { CheckResourcesAnswer } from "../packages/protocol/src/wire.ts";
import { type Measurement, measure } from "./measure.ts";

const ROUNDS = 9;

for (const resources of [1, 50]) {
  const request = requestBytes(resources);
  const answer = answerTo(resources);
  const message = fromBinary(CheckResourcesResponseSchema, encodeCheckResourcesMessage(answer));
  compare(`decode ${resources}`, resources, {
    byHand: () => decodeCheckResourcesMessage(request),
    library: () => fromBinary(CheckResourcesRequestSchema, request),
  });
  compare(`encode ${resources}`, resources, {
    byHand: () => encodeCheckResourcesMessage(answer),
    library: () => toBinary(CheckResourcesResponseSchema, message),
  });
}
console.log(`Node ${process.version}`);

interface Contenders {
  readonly byHand: () => unknown;
  readonly library: () => unknown;
}

function compare(name: string, resources: number, { byHand, library }: Contenders): void {
  const { iterations, bar } =
    resources === 1 ? { iterations: 20_000, bar: 1.4 } : { iterations: 1_000, bar: 1.5 };
  const hand: Measurement[] = [];
  const messages: Measurement[] = [];
  for (let done = 0; done < ROUNDS; done++) {
    hand.push(measure("by hand", iterations, byHand));
    messages.push(measure("protobuf-es", iterations, library));
  }
  const [ours, theirs] = [median(hand), median(messages)];
  console.table({ [`${name}, by hand`]: row(ours), [`${name}, protobuf-es`]: row(theirs) });
  const ratio = theirs.p50Ns / ours.p50Ns;
  console.log(`${name}: ${ratio.toFixed(2)} times as quick, bar ${bar}`);
  if (ratio < bar) process.exitCode = 1;
}

function requestBytes(count: number): Buffer {
  const bytes = toBinary(
    CheckResourcesRequestSchema,
    fromJson(CheckResourcesRequestSchema, {
      requestId: "7b4f0c1e-6a5b-4f0e-9c2f-7d1b3f0c8a11",
      principal: {
        id: "ada",
        roles: ["employee", "manager"],
        attr: { department: "legal", clearance: 3, teams: ["contracts", "privacy"], isAdmin: false },
      },
      resources: Array.from({ length: count }, (_, index) => ({
        actions: ["view", "edit", "delete"],
        resource: {
          kind: "document",
          id: `document-${index}`,
          attr: {
            ownerId: index % 2 === 0 ? "ada" : "grace",
            department: "legal",
            isPublic: index % 3 === 0,
            size: 1024 * index,
            tags: ["draft", "2026"],
          },
        },
      })),
    }),
  );
  // As a transport of Node has them.
  return Buffer.from(bytes);
}

function answerTo(count: number): CheckResourcesAnswer {
  const decision = (effect: "allow" | "deny") =>
    ({ effect, matchedPolicy: "resource.document.vdefault", matchedScope: "" }) as const;
  return {
    requestId: "7b4f0c1e-6a5b-4f0e-9c2f-7d1b3f0c8a11",
    includeMeta: false,
    callId: "01M7XV83H1VRGJRVJ3XMF85XV7",
    results: Array.from({ length: count }, (_, index) => ({
      resource: { kind: "document", id: `document-${index}` },
      result: {
        actions: new Map([
          ["view", decision("allow")],
          ["edit", decision(index % 2 === 0 ? "allow" : "deny")],
          ["delete", decision("deny")],
        ]),
        outputs: [],
        validationErrors: [],
        effectiveDerivedRoles: undefined,
      },
    })),
  };
}

function row({ p50Ns, p99Ns, perSecond }: Measurement): Record<string, number> {
  return {
    "p50 µs": round(p50Ns / 1000),
    "p99 µs": round(p99Ns / 1000),
    "per second": Math.round(perSecond),
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function median(measurements: readonly Measurement[]): Measurement {
  const sorted = measurements.toSorted((left, right) => left.p50Ns - right.p50Ns);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (!middle) throw new Error("nothing was measured");
  return middle;
}
