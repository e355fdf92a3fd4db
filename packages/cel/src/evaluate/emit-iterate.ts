import { check, dynamic, type Emitted, type Emitting, type Fail, type Targets } from "./emit-target.ts";
import type { IterateOperation } from "./operation.ts";

/** `exists` ends at true, `all` at false; errors only count when no element decides. */
export function emitQuantifier(emit: Emitting, operation: IterateOperation, targets: Targets): void {
  const { writer } = emit;
  const decisive = operation.macro === "exists";
  const end = writer.name("L");
  const decided = (decisive ? targets.yes : targets.no) || `break ${end};`;
  const other = decisive ? targets.no : targets.yes;
  const error = writer.name("e");
  writer.block(`${end}:`, () => {
    writer.line(`let ${error};`);
    emitLoop(emit, operation, targets.fail, (next) => {
      const fail: Fail = (text) => `{ ${error} ??= ${text}; ${next} }`;
      emit.truth(operation.body, decisive ? { yes: decided, no: "", fail } : { yes: "", no: decided, fail });
    });
    writer.line(`if (${error} !== undefined) ${targets.fail(error)}`);
    writer.line(other);
  });
}

/** A macro that makes a value of all elements. */
export function emitIterate(emit: Emitting, operation: IterateOperation, fail: Fail): Emitted {
  switch (operation.macro) {
    case "existsOne":
      return emitExistsOne(emit, operation, fail);
    case "filter":
      return emitFilter(emit, operation, fail);
    case "map":
    case "transformList":
      return dynamic(emitMapped(emit, operation, fail, (mapped, into) => `${into}.push(${mapped});`));
    case "transformMap":
      return emitTransformMap(emit, operation, fail);
    case "transformMapEntry":
      return emitTransformMapEntry(emit, operation, fail);
    case "sortBy":
      return emitSortBy(emit, operation, fail);
    case "all":
    case "exists":
      throw new TypeError("a quantifier is written as a condition");
  }
}

function emitExistsOne(emit: Emitting, operation: IterateOperation, fail: Fail): Emitted {
  const { text } = emitCount(emit, operation, fail);
  return { text: emit.writer.keep(`${text} === 1`), lane: "boolean" };
}

/** How many elements `filter` keeps, without the list of them. */
export function emitCount(emit: Emitting, operation: IterateOperation, fail: Fail): Emitted {
  const { writer } = emit;
  const count = writer.name("n");
  writer.line(`let ${count} = 0;`);
  emitLoop(emit, operation, fail, (next) => {
    emit.truth(operation.body, { yes: "", no: next, fail });
    writer.line(`${count}++;`);
  });
  return { text: count, lane: "small-int" };
}

function emitFilter(emit: Emitting, operation: IterateOperation, fail: Fail): Emitted {
  const { writer } = emit;
  const kept = writer.keep("[]");
  emitLoop(emit, operation, fail, (next, element) => {
    emit.truth(operation.body, { yes: "", no: next, fail });
    writer.line(`${kept}.push(${element});`);
  });
  return dynamic(kept);
}

/** Collects what the body gives for each element that passes the filter; gives the name of the array. */
function emitMapped(
  emit: Emitting,
  operation: IterateOperation,
  fail: Fail,
  collect: (mapped: string, into: string, element: string) => string,
  empty = "[]",
): string {
  const { writer } = emit;
  const into = writer.keep(empty);
  emitLoop(emit, operation, fail, (next, element) => {
    if (operation.filter !== undefined) emit.truth(operation.filter, { yes: "", no: next, fail });
    writer.line(collect(emit.value(operation.body, fail), into, element));
  });
  return into;
}

function emitTransformMap(emit: Emitting, operation: IterateOperation, fail: Fail): Emitted {
  const entries = emitMapped(
    emit,
    operation,
    fail,
    (mapped, into, key) => `${into}.push([${key}, ${mapped}]);`,
  );
  return dynamic(emit.writer.keep(`new CelMap(${entries})`));
}

function emitTransformMapEntry(emit: Emitting, operation: IterateOperation, fail: Fail): Emitted {
  const failed = emit.writer.name("t");
  const entries = emitMapped(
    emit,
    operation,
    fail,
    (entry, into) =>
      `const ${failed} = insertEntries(${entry}, ${into}); if (${failed} !== undefined) ${fail(failed)}`,
    "new CelMapBuilder()",
  );
  return dynamic(emit.writer.keep(`new CelMap(${entries})`));
}

function emitSortBy(emit: Emitting, operation: IterateOperation, fail: Fail): Emitted {
  const { writer } = emit;
  const keyed = emitMapped(
    emit,
    operation,
    fail,
    (key, into, element) => `${into}.push({ key: ${key}, element: ${element} });`,
  );
  const result = writer.keep(`sorted(${keyed})`);
  check(writer, result, fail);
  return dynamic(result);
}

/** Writes a loop over a range; the body is told how to go on with the next element, and where this one is. */
function emitLoop(
  emit: Emitting,
  { range, item, second }: IterateOperation,
  fail: Fail,
  body: (next: string, element: string) => void,
): void {
  const { writer, locals } = emit;
  const over = emit.value(range, fail);
  const elements = writer.name("t");
  const loop = writer.name("L");
  const element = writer.name("x");
  if (second === undefined) {
    writer.line(`let ${elements} = ${over};`);
    writer.block(`if (!Array.isArray(${over}))`, () => {
      writer.line(`${elements} = iterate(${over});`);
      check(writer, elements, fail);
    });
    const i = writer.name("i");
    writer.loop(`${loop}: for (let ${i} = 0; ${i} < ${elements}.length; ${i}++)`, () => {
      writer.line(`const ${element} = ${elements}[${i}];`);
      locals.set(item.slot, { emitted: dynamic(element), mayFail: false });
      body(`continue ${loop};`, element);
    });
    return;
  }
  writer.line(`const ${elements} = pairsOf(${over});`);
  check(writer, elements, fail);
  const value = writer.name("x");
  writer.loop(`${loop}: for (const [${element}, ${value}] of ${elements})`, () => {
    locals.set(item.slot, { emitted: dynamic(element), mayFail: false });
    locals.set(second.slot, { emitted: dynamic(value), mayFail: false });
    body(`continue ${loop};`, element);
  });
}
