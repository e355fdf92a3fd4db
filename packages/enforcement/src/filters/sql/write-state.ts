import type { ListValue, ParentValue, Scalar, StateTest } from "../condition.ts";
import { conjunction, type Fragment, joined, name, sql } from "./fragment.ts";
import type { ConditionWriter } from "./write-condition.ts";
import { select, sourceOfPlace, type Writing } from "./write-rows.ts";
import { rawOfRow, writeAtIsNull, writeList, writeScalar } from "./write-scalar.ts";

/** Writes a state test; the opposite of a test is true exactly where the test is not. */
export function writeState({ is, of }: StateTest, writing: Writing, write: ConditionWriter): Fragment {
  switch (is) {
    case "value":
      return writeIsValue(of, writing, write);
    case "no-value":
      return isNot(writeIsValue(of, writing, write));
    case "null":
      return writeIsNull(of, writing);
    case "not-null":
      return isNot(writeIsNull(of, writing));
  }
}

/** True where a test is false or NULL. */
function isNot(test: Fragment): Fragment {
  if (test.length === 1 && test[0] === always) return [never];
  return sql`(CASE WHEN ${test} THEN 0 ELSE 1 END = 1)`;
}

const always = "1 = 1";
const never = "1 = 0";

function writeIsValue(of: StateTest["of"], writing: Writing, write: ConditionWriter): Fragment {
  switch (of.kind) {
    case "parent":
      return writeIsParent(of, writing);
    case "list-value":
      return writeList(of, writing).isList;
    case "literal":
      return [always];
    default:
      return writeIsScalar(of, writing, write);
  }
}

function writeIsParent({ place }: ParentValue, writing: Writing): Fragment {
  return sql`EXISTS ${select(["1"], sourceOfPlace(place, writing), [], writing)}`;
}

function writeIsScalar(
  scalar: Exclude<Scalar, { kind: "literal" }>,
  writing: Writing,
  write: ConditionWriter,
): Fragment {
  const { value, guards, plain } = writeScalar(scalar, writing, write);
  if (plain?.null === "never") return guards.length === 0 ? [always] : conjunction(guards);
  return conjunction([sql`${value} IS NOT NULL`, ...guards]);
}

function writeIsNull(of: StateTest["of"], writing: Writing): Fragment {
  switch (of.kind) {
    case "column":
      return nullAt(of, of.column, writing);
    case "list-value":
      return nullList(of, writing);
    case "element":
      return writing.dialect.elementIsNull(rawOfRow(of.row, writing), of.list, `orthrus_${of.row}`);
    case "at":
      return writeAtIsNull(of, writing);
    default:
      return [never];
  }
}

interface Nullable {
  readonly name: string;
  readonly path?: readonly string[];
}

function nullAt(
  { place }: { readonly place: ListValue["place"] },
  column: Nullable,
  writing: Writing,
): Fragment {
  const source = sourceOfPlace(place, writing);
  const raw = name(source.alias, column.name);
  const isNull =
    column.path === undefined ? sql`${raw} IS NULL` : writing.dialect.jsonIsNull(raw, column.path);
  return place.via.length === 0 ? isNull : sql`EXISTS ${select(["1"], source, [isNull], writing)}`;
}

/** A list column is null where the column is, and where its JSON is. */
function nullList(of: ListValue, writing: Writing): Fragment {
  const { list } = of;
  if (list.stored === "array" || list.path !== undefined) return nullAt(of, list, writing);
  const tests = [nullAt(of, list, writing), nullAt(of, { name: list.name, path: [] }, writing)];
  return sql`(${joined(tests, " OR ")})`;
}
