import type { Activation } from "@orthrus/cel";

/** One condition, and the same by hand on the activation of a request. */
export interface ConditionCase {
  readonly text: string;
  byHand(request: HandRequest): boolean;
  /** What it compares with is not there, so by hand it is false and the expression an error. */
  readonly isMissing?: true;
  /** Its answer is a list that somebody has to make. */
  readonly buildsList?: true;
}

/** What conditions read, as a person would declare it. */
export interface HandRequest {
  readonly principal: {
    readonly id: string;
    readonly roles: readonly string[];
    readonly attributes: Attributes;
  };
  readonly resource: { readonly attributes: Attributes };
  readonly now: { readonly seconds: number };
}

interface Attributes {
  readonly owner: string;
  readonly department: string;
  readonly region: string;
  readonly regions: readonly string[];
  readonly level: number;
  readonly amount: number;
  readonly limit: number;
  readonly rate: number;
  readonly status: string;
  readonly email: string;
  readonly tags: readonly string[];
  readonly members: readonly { readonly id: string; readonly level: number }[];
  readonly permissions: { readonly [name: string]: boolean };
  readonly place: string;
  readonly address: string;
  readonly createdAt: string;
  readonly missing?: string;
}

// biome-ignore format: one row per condition
export const conditionCases: readonly ConditionCase[] = [
  { text: "R.attr.owner == P.id", byHand: (q) => q.resource.attributes.owner === q.principal.id },
  { text: "R.attr.owner == P.id || 'admin' in P.roles", byHand: (q) => q.resource.attributes.owner === q.principal.id || q.principal.roles.includes("admin") },
  { text: "R.attr.department == P.attr.department && R.attr.status != 'archived'", byHand: (q) => q.resource.attributes.department === q.principal.attributes.department && q.resource.attributes.status !== "archived" },
  { text: "R.attr.status in ['draft', 'review', 'published']", byHand: ({ resource: { attributes: { status } } }) => status === "draft" || status === "review" || status === "published" },
  { text: "R.attr.region in P.attr.regions", byHand: (q) => q.principal.attributes.regions.includes(q.resource.attributes.region) },
  { text: "R.attr.level <= P.attr.level", byHand: (q) => q.resource.attributes.level <= q.principal.attributes.level },
  { text: "R.attr.amount > 100 && R.attr.amount <= 5000.5", byHand: ({ resource: { attributes: { amount } } }) => amount > 100 && amount <= 5000.5 },
  { text: "R.attr.amount * R.attr.rate + 10.0 < P.attr.limit", byHand: (q) => q.resource.attributes.amount * q.resource.attributes.rate + 10 < q.principal.attributes.limit },
  { text: "int(R.attr.level) % 2 == 0", byHand: (q) => Math.trunc(q.resource.attributes.level) % 2 === 0 },
  { text: "size(R.attr.tags) + 1 > 2", byHand: (q) => q.resource.attributes.tags.length + 1 > 2 },
  { text: "timestamp(R.attr.createdAt) < now()", byHand: (q) => Date.parse(q.resource.attributes.createdAt) / 1000 < q.now.seconds },
  { text: "R.attr.email.endsWith('@example.com')", byHand: (q) => q.resource.attributes.email.endsWith("@example.com") },
  { text: "R.attr.email.matches('^[a-z.]+@example[.]com$')", byHand: (q) => pattern.test(q.resource.attributes.email) },
  { text: "R.attr.email.split('@')[1] == 'example.com'", byHand: (q) => q.resource.attributes.email.split("@")[1] === "example.com", buildsList: true },
  { text: "R.attr.members.exists(m, m.id == P.id)", byHand: (q) => q.resource.attributes.members.some((m) => m.id === q.principal.id) },
  { text: "R.attr.members.all(m, m.level > 1)", byHand: (q) => q.resource.attributes.members.every((m) => m.level > 1) },
  { text: "size(R.attr.members.filter(m, m.level >= 3)) > 0", byHand: (q) => q.resource.attributes.members.filter((m) => m.level >= 3).length > 0 },
  { text: "R.attr.permissions[P.id] == true", byHand: (q) => q.resource.attributes.permissions[q.principal.id] === true },
  { text: "has(R.attr.owner) && has(P.attr.level)", byHand: (q) => q.resource.attributes.owner !== undefined && q.principal.attributes.level !== undefined },
  { text: "hierarchy(P.attr.place).ancestorOf(hierarchy(R.attr.place))", byHand: (q) => q.resource.attributes.place.startsWith(`${q.principal.attributes.place}.`) },
  { text: "(R.attr.level > 3 ? P.attr.level : 3.0) >= 3.0", byHand: (q) => (q.resource.attributes.level > 3 ? q.principal.attributes.level : 3) >= 3 },
  { text: "P.attr.address.inIPAddrRange('10.20.0.0/16')", byHand: (q) => isInRange(q.principal.attributes.address) },
  { text: "hasIntersection(R.attr.tags, P.attr.tags)", byHand: (q) => q.resource.attributes.tags.some((tag) => q.principal.attributes.tags.includes(tag)) },
  { text: "R.attr.missing == 'x'", byHand: (q) => q.resource.attributes.missing === "x", isMissing: true },
  { text: "R.attr.missing == 'x' || R.attr.owner == P.id", byHand: (q) => q.resource.attributes.missing === "x" || q.resource.attributes.owner === q.principal.id, isMissing: true },
];

const pattern = /^[a-z.]+@example[.]com$/;

function isInRange(address: string): boolean {
  const [a, b, c, d] = address.split(".").map(Number);
  return a === 10 && b === 20 && c !== undefined && c < 256 && d !== undefined && d < 256;
}

/** Requests that differ, so that nothing is predicted from the last one, and conditions are true of some of them. */
export function conditionRequests(
  count: number,
  now: Activation["now"],
): readonly (HandRequest & Activation)[] {
  return Array.from({ length: count }, (_, i) => ({
    principal: {
      id: pick(people, i),
      roles: i % 5 === 0 ? ["user", "admin"] : ["user"],
      attributes: attributes(i),
    },
    resource: { kind: "document", id: `d${i}`, attributes: attributes(i * 7 + 3 + (i >> 2)) },
    now,
    computed: [],
  }));
}

const people = ["frank", "fiona", "fred", "gina"];
const departments = ["sales", "engineering", "legal"];

function attributes(i: number): Attributes {
  return {
    owner: pick(people, i >> 1),
    department: pick(departments, i),
    region: pick(["eu", "us", "ap"], i),
    regions: i % 2 === 0 ? ["eu", "us"] : ["us"],
    level: i % 6,
    amount: (i % 9) * 700,
    limit: 3000 + (i % 5) * 100,
    rate: 0.5 + (i % 3),
    status: pick(["draft", "published", "archived", "deleted"], i),
    email: `${pick(people, i)}@${i % 3 === 0 ? "example.org" : "example.com"}`,
    tags: i % 2 === 0 ? ["a", "b"] : ["c"],
    members: people
      .slice(0, 1 + (i % 4))
      .map((id, j) => ({ id: `${id}${i % 3 === 0 ? "x" : ""}`, level: 1 + ((i + j) % 5) })),
    permissions: { frank: i % 2 === 0, fiona: true, fred: false, gina: i % 3 === 0 },
    place: pick(["acme", "acme.hr", "acme.hr.uk", "globex"], i),
    address: `10.${i % 2 === 0 ? 20 : 21}.0.${i % 200}`,
    createdAt: `202${i % 8}-05-01T10:00:00Z`,
  };
}

function pick(values: readonly string[], index: number): string {
  return values[index % values.length] ?? "";
}
