import fc from "fast-check";

// What reads as a value of each type; missing, null and of another type in some documents.
const texts = [
  "R.attr.title",
  "R.attr.status",
  "R.attr.team",
  "R.attr.owner.department",
  "R.attr.owner.manager.name",
  "R.attr.kindOf",
  "R.attr.place.city",
];
const numbers = ["R.attr.score", "R.attr.points", "R.attr.rank", "R.attr.level", "R.attr.owner.level"];
const booleans = ["R.attr.public", "R.attr.archived", "R.attr.flag"];
const times = ["R.attr.createdAt", "R.attr.updatedAt"];
const textLists = [
  "R.attr.tags",
  "R.attr.labels",
  "R.attr.labelNames",
  "R.attr.labelTexts",
  "P.attr.teams",
  "P.attr.long",
  "P.attr.empty",
  "R.attr.members.map(m, m.role)",
];
const textLiterals = ["a", "A", "a ", "", "ä", "😀", "%", "draft", "ada", "a.b"].map((text) =>
  JSON.stringify(text),
);
const numberLiterals = ["0", "1", "2", "-1", "1.5", "2.5", "9007199254740991", "0.1"];
const instants = ["2026-11-20T08:00:00Z", "2026-11-20T08:00:00.001Z", "1999-12-31T23:59:59.999Z"];

const from = (options: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...options);
const comparison = from(["==", "!=", "<", "<=", ">", ">="]);
const equality = from(["==", "!="]);

const textValue = fc.oneof(
  { weight: 3, arbitrary: from(texts) },
  { weight: 2, arbitrary: from(textLiterals) },
  { weight: 1, arbitrary: fc.constant("P.attr.team") },
);
const textRead = from(texts);
const numberValue = fc.oneof(
  from(numbers),
  from(numberLiterals),
  textRead.map((each) => `size(${each})`),
);
const instant = fc.oneof(
  from(times).map((each) => `timestamp(${each})`),
  from(instants).map((each) => `timestamp("${each}")`),
);

const anything = fc.oneof(
  textRead,
  from(numbers),
  from(booleans),
  from(textLiterals),
  from(numberLiterals),
  from(["null", "true"]),
);

const leaf: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(textRead, comparison, textValue).map((parts) => parts.join(" ")),
  fc.tuple(from(numbers), comparison, numberValue).map((parts) => parts.join(" ")),
  fc
    .tuple(
      instant,
      comparison,
      from(times).map((each) => `timestamp(${each})`),
    )
    .map((parts) => parts.join(" ")),
  fc
    .tuple(fc.oneof(textRead, from(numbers), from(booleans)), equality, anything)
    .map((parts) => parts.join(" ")),
  from(booleans),
  fc
    .tuple(textRead, from(["contains", "startsWith", "endsWith"]), textValue)
    .map(([of, name, part]) => `${of}.${name}(${part})`),
  fc.tuple(textRead, from(textLists)).map((parts) => parts.join(" in ")),
  fc
    .tuple(textRead, fc.array(fc.oneof(from(textLiterals), textRead), { maxLength: 4 }))
    .map(([of, list]) => `${of} in [${list.join(", ")}]`),
  fc.oneof(textRead, from(numbers), from(textLists.slice(0, 2))).map((of) => `has(${of})`),
  fc
    .tuple(from(["hasIntersection", "isSubset"]), from(textLists), from(textLists))
    .map(([name, one, other]) => `${name}(${one}, ${other})`),
  fc
    .tuple(from(textLists.slice(0, 4)), comparison, from(["0", "1", "2"]))
    .map(([list, operator, count]) => `size(${list}) ${operator} ${count}`),
);

const item = fc.oneof(
  fc.tuple(equality, textValue).map((parts) => `x ${parts.join(" ")}`),
  textValue.map((part) => `x.startsWith(${part})`),
  fc.constant("x < R.attr.title"),
  leaf,
);
const member = fc.oneof(
  fc
    .tuple(from(["m.role", "m.userId", "m.user.department"]), equality, textValue)
    .map((parts) => parts.join(" ")),
  fc
    .tuple(fc.constant("m.level"), comparison, from([...numbers, ...numberLiterals]))
    .map((parts) => parts.join(" ")),
  fc.constant("has(m.level)"),
  leaf,
);
const macro = from(["exists", "all", "exists_one"]);
const quantified: fc.Arbitrary<string> = fc.oneof(
  fc.tuple(from(textLists), macro, item).map(([list, name, body]) => `${list}.${name}(x, ${body})`),
  fc.tuple(macro, member).map(([name, body]) => `R.attr.members.${name}(m, ${body})`),
);

/** A condition about the documents of the contract, as a policy says it. */
export const generatedCondition: fc.Arbitrary<string> = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 4, arbitrary: leaf },
    { weight: 2, arbitrary: quantified },
    {
      weight: 2,
      arbitrary: fc.tuple(tie("tree"), tie("tree")).map(([one, other]) => `(${one}) && (${other})`),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(tie("tree"), tie("tree")).map(([one, other]) => `(${one}) || (${other})`),
    },
    { weight: 2, arbitrary: tie("tree").map((of) => `!(${of})`) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(tie("tree"), tie("tree"), tie("tree"))
        .map(([test, one, other]) => `(${test}) ? (${one}) : (${other})`),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(tie("tree"), tie("tree")).map(([one, other]) => `(${one}) == (${other})`),
    },
  ),
})).tree;
