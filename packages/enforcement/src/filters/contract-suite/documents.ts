import type { RowRecord } from "../attributes-of.ts";

/** The rows that filters are tried on: what a database can hold that makes a filter and a check disagree. */
export interface Documents {
  readonly users: readonly RowRecord[];
  readonly documents: readonly RowRecord[];
  readonly members: readonly RowRecord[];
  readonly labels: readonly RowRecord[];
  readonly documentLabels: readonly RowRecord[];
}

export const hostileTexts: readonly string[] = [
  "a",
  "A",
  "ä",
  "Ä",
  "a ",
  " a",
  "",
  " ",
  "ab",
  "aB",
  "b",
  "B",
  "ba",
  "a%b",
  "a_b",
  "axb",
  "a\\b",
  "a'b",
  'a"b',
  "%",
  "_",
  "\\",
  "ß",
  "ss",
  "😀",
  "a😀",
  "😀a",
  "\uE000",
  "\uFFFD",
  "Z",
  "z",
  "é",
  "e\u0301",
  "a\nb",
  "ada",
  "Ada",
  "draft",
  "Draft",
  "null",
  "true",
  "1",
  "1.0",
  "a.b",
  "a.b.c",
  "a.bc",
  "a..b",
  "a.",
  ".",
  "İ",
  "i",
  "ı",
  "K",
  "k",
];

const times: readonly (number | null)[] = [
  null,
  Date.UTC(2026, 10, 20, 8, 0, 0, 0),
  Date.UTC(2026, 10, 20, 8, 0, 0, 1),
  Date.UTC(2026, 10, 20, 7, 59, 59, 999),
  Date.UTC(2024, 1, 29, 12, 30, 0, 500),
  Date.UTC(1999, 11, 31, 23, 59, 59, 999),
  Date.UTC(2038, 0, 19, 3, 14, 7, 0),
];

const scores: readonly (number | null)[] = [
  null,
  0,
  1,
  -1,
  1.5,
  2,
  2.5,
  10,
  0.1,
  0.30000000000000004,
  9007199254740991,
  9007199254740992,
  1e15,
  -1e15,
  1e300,
];

/** Kept exactly by databases, rounded by JavaScript. */
const points: readonly (bigint | null)[] = [
  null,
  0n,
  1n,
  2n,
  3n,
  -3n,
  10n,
  9007199254740991n,
  9007199254740992n,
  9007199254740993n,
  -9007199254740993n,
  9223372036854775807n,
];

const tagLists: readonly unknown[] = [
  null,
  [],
  ["a"],
  ["A"],
  ["a", "b"],
  ["b", "a", "b"],
  ["ä"],
  ["a "],
  [null],
  [null, "a"],
  ["😀"],
  ["a'b", "%"],
  ["a", 1],
  [1],
  '"a"',
  { a: 1 },
  [["a"]],
  5,
  [true],
];

const numberLists: readonly unknown[] = [null, [], [1], [1, 2], [2, 3, 4], [1.5], [null, 1], ["1"], [0]];

const metas: readonly unknown[] = [
  null,
  {},
  { level: 1, kind: "a", flag: true, place: { city: "Bern" } },
  { level: 2, kind: "A", flag: false, place: { city: "bern" } },
  { level: "2", kind: 1, flag: "true", place: "Bern" },
  { level: null, kind: null, flag: null, place: null },
  { level: 1.5, kind: "a ", flag: 1, place: { city: null } },
  { level: 9007199254740991, kind: "", place: {} },
  ["level"],
  { kind: "😀", "quo'te": "x", place: { city: "a'b" } },
];

/** Makes the rows, the same in every run. `isStrict`: the store keeps lists and documents of the right type only; `isDynamic`: it takes any value in any column. */
export function hostileDocuments({ isStrict = false, isDynamic = false } = {}): Documents {
  const pick = picker(20261120);
  const users = hostileTexts.slice(0, 12).map((text, index) => ({
    id: `u${index}`,
    name: index % 4 === 3 ? null : text,
    department: pick(["a", "A", "b", "a ", "", null]),
    level: pick([null, 0, 1, 2, 3]),
    path: pick(["a", "a.b", "a.b.c", "b", null]),
    manager_id: index % 3 === 0 ? null : `u${index - 1}`,
  }));
  const labels = ["a", "A", "b", "ä", "a ", "", "%", null].map((name, id) => ({ id, name, weight: id % 3 }));
  const documents = Array.from({ length: 72 }, (_, index) => ({
    ...documentOf(index, pick, isStrict),
    ...(isDynamic && index % 12 === 11 && wronglyTyped),
  }));
  return {
    users: [...users, admin],
    documents,
    labels,
    members: membersOf(documents, pick),
    documentLabels: labelsOf(documents, pick),
  };
}

/** What only a store that takes any value anywhere can hold. */
const wronglyTyped = {
  title: 5,
  team: 1,
  status: 0,
  score: "high",
  points: 1.5,
  is_public: 2,
  created_at: "yesterday",
};

const admin = { id: "ada", name: "Ada", department: "a", level: 2, path: "a.b", manager_id: null };

type Pick = <T>(from: readonly T[]) => T;

function documentOf(index: number, pick: Pick, isStrict: boolean): RowRecord {
  const isList = (of: string) => (value: unknown) =>
    value === null || (Array.isArray(value) && value.every((each) => typeof each === of));
  const isDocument = (value: unknown) =>
    value === null || (typeof value === "object" && !Array.isArray(value));
  return {
    id: `d${String(index).padStart(2, "0")}`,
    title: index % 9 === 8 ? null : hostileTexts[index % hostileTexts.length],
    status: pick(["a", "draft", "Draft", "draft ", null, null, ""]),
    owner_id: pick(["ada", "ada", "u1", "u2", "u3", "u4", null, "nobody"]),
    team: pick(["a", "b", "A", "a ", "c", "ä"]),
    score: pick(scores),
    points: pick(points),
    rank_no: pick([null, null, 0, 1, 2, 3]),
    is_public: pick([true, false, null]),
    is_archived: pick([true, false]),
    created_at: timeOf(pick(times)),
    updated_at: timeOf(pick(times) ?? 0),
    path: pick(["a", "a.b", "a.b.c", "a.bc", "a.b.c.d", "A.b", "b", "", "a.", null]),
    tags: pick(isStrict ? tagLists.filter(isList("string")) : tagLists),
    labels: pick(isStrict ? tagLists.filter(isList("string")) : tagLists),
    numbers: pick(isStrict ? numberLists.filter(isList("number")) : numberLists),
    meta: pick(isStrict ? metas.filter(isDocument) : metas),
  };
}

function timeOf(milliseconds: number | null): Date | null {
  return milliseconds === null ? null : new Date(milliseconds);
}

function membersOf(documents: readonly RowRecord[], pick: Pick): readonly RowRecord[] {
  return documents.flatMap(({ id }, index) =>
    Array.from({ length: index % 4 }, (_, place) => ({
      id: index * 10 + place,
      document_id: id,
      user_id: pick(["ada", "u1", "u2", "nobody", null]),
      role: pick(["a", "A", "editor", "viewer", null]),
      level: pick([null, 0, 1, 2, 3]),
    })),
  );
}

function labelsOf(documents: readonly RowRecord[], pick: Pick): readonly RowRecord[] {
  return documents.flatMap(({ id }, index) => {
    const chosen = new Set(Array.from({ length: index % 3 }, () => pick([0, 1, 2, 3, 4, 5, 6, 7])));
    return [...chosen].map((label) => ({ document_id: id, label_id: label }));
  });
}

/** Picks as if at random, but always the same. */
function picker(seed: number): Pick {
  let state = seed;
  return (from) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const picked = from[Math.floor((state / 2 ** 32) * from.length)];
    if (picked === undefined && from.length === 0) throw new RangeError("nothing to pick from");
    return picked as (typeof from)[number];
  };
}
