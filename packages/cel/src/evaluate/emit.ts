import { emitArithmetic, emitNegate } from "./emit-arithmetic.ts";
import {
  emitComputed,
  emitField,
  emitHas,
  emitIndex,
  emitMember,
  emitMessage,
  emitPresent,
  emitRead,
  emitSelect,
} from "./emit-attribute.ts";
import { emitCall } from "./emit-call.ts";
import { emitList, emitMap, emitOptionalMap, emitOrElse } from "./emit-collection.ts";
import { type ConstantPool, errorConstant, valueText } from "./emit-constant.ts";
import { emitIterate } from "./emit-iterate.ts";
import {
  boxedName,
  check,
  dynamic,
  type Emitted,
  type Emitting,
  type Fail,
  type LocalSource,
  type Targets,
} from "./emit-target.ts";
import { emitTruth, isCondition } from "./emit-truth.ts";
import { SourceWriter } from "./emit-writer.ts";
import type {
  BindOperation,
  ChooseOperation,
  ConstantOperation,
  LocalOperation,
  Operation,
} from "./operation.ts";

/**
 * Writes an operation as the body of a function of the activation `a` that gives its value or an error. Names that
 * the source uses are those of `generatedRuntime` and of the pool.
 *
 * SECURITY: text of an author reaches the source only through `JSON.stringify`; every identifier is ours.
 */
export function emitEvaluate(operation: Operation, constants: ConstantPool): string {
  if (isCondition(operation)) return emitTest(operation, constants);
  const emitter = new Emitter(constants);
  const value = emitter.value(operation, returnError);
  emitter.writer.line(`return ${value};`);
  return emitter.writer.text;
}

/** The same for conditions: the function gives a boolean or an error. */
export function emitTest(operation: Operation, constants: ConstantPool): string {
  const emitter = new Emitter(constants);
  emitter.truth(operation, { yes: "", no: "return false;", fail: returnError });
  emitter.writer.line("return true;");
  return emitter.writer.text;
}

function returnError(error: string): string {
  return `return ${error};`;
}

class Emitter implements Emitting {
  readonly writer: SourceWriter = new SourceWriter();
  readonly constants: ConstantPool;
  readonly locals: Map<number, LocalSource> = new Map();
  isRare = false;

  constructor(constants: ConstantPool) {
    this.constants = constants;
  }

  truth(operation: Operation, targets: Targets): void {
    emitTruth(this, operation, targets);
  }

  value(operation: Operation, fail: Fail): string {
    return boxedName(this.writer, this.operand(operation, fail));
  }

  operand(operation: Operation, fail: Fail): Emitted {
    switch (operation.kind) {
      case "constant":
        return this.#constant(operation);
      case "fail": {
        // Unreachable code behind it still needs a value to name.
        this.writer.line(`if (true) ${fail(errorConstant(this.constants, operation.error))}`);
        return { text: "null", lane: "dynamic" };
      }
      case "read":
        return emitRead(this, operation, fail);
      case "field":
        return emitField(this, operation, fail);
      case "message":
        return emitMessage(this, operation, fail);
      case "member":
        return emitMember(this, operation, fail);
      case "computed":
        return emitComputed(this, operation, fail);
      case "local":
        return this.#local(operation, fail);
      case "select":
        return emitSelect(this, operation, fail);
      case "has":
        return { text: emitHas(this, operation, fail), lane: "boolean" };
      case "present":
        return { text: emitPresent(this, operation, fail), lane: "boolean" };
      case "index":
        return emitIndex(this, operation, fail);
      case "call":
        return emitCall(this, operation, fail);
      case "and":
      case "or":
      case "not":
      case "equal":
      case "differ":
      case "in":
      case "order":
        return this.#condition(operation, fail);
      case "choose":
        return this.#choose(operation, fail);
      case "arithmetic":
        return emitArithmetic(this, operation, fail);
      case "negate":
        return emitNegate(this, operation, fail);
      case "list":
        return emitList(this, operation, fail);
      case "map":
        return emitMap(this, operation, fail);
      case "bind":
        return this.#bind(operation, fail);
      case "iterate":
        return isCondition(operation) ? this.#condition(operation, fail) : emitIterate(this, operation, fail);
      case "optional-map":
        return emitOptionalMap(this, operation, fail);
      case "or-else":
        return emitOrElse(this, operation, fail);
    }
  }

  #constant(operation: ConstantOperation): Emitted {
    const { value } = operation;
    if (value === null) return { text: "null", lane: "dynamic", constant: value };
    switch (typeof value) {
      case "boolean":
        return { text: String(value), lane: "boolean", constant: value };
      case "string":
        return { text: JSON.stringify(value), lane: "string", constant: value };
      case "number":
        return { text: valueText(value) ?? "NaN", lane: "double", constant: value };
      case "bigint":
        return Number.isSafeInteger(Number(value))
          ? { text: `(${value})`, lane: "small-int", constant: value }
          : { text: `(${value}n)`, lane: "dynamic" };
      default:
        return dynamic(this.constants.value(operation));
    }
  }

  #local({ slot }: LocalOperation, fail: Fail): Emitted {
    const local = this.locals.get(slot);
    if (local === undefined) throw new TypeError("a variable outside its macro");
    if (local.mayFail) check(this.writer, local.emitted.text, fail);
    return local.emitted;
  }

  #condition(operation: Operation, fail: Fail): Emitted {
    const { writer } = this;
    const name = writer.name("b");
    const end = writer.name("L");
    writer.line(`let ${name} = false;`);
    writer.block(`${end}:`, () => {
      this.truth(operation, { yes: "", no: `break ${end};`, fail });
      writer.line(`${name} = true;`);
    });
    return { text: name, lane: "boolean" };
  }

  #choose({ test, whenTrue, whenFalse }: ChooseOperation, fail: Fail): Emitted {
    const { writer } = this;
    const name = writer.name("t");
    const end = writer.name("L");
    const otherwise = writer.name("L");
    writer.line(`let ${name};`);
    writer.block(`${end}:`, () => {
      writer.block(`${otherwise}:`, () => {
        this.truth(test, { yes: "", no: `break ${otherwise};`, fail });
        writer.line(`${name} = ${this.value(whenTrue, fail)};`);
        writer.line(`break ${end};`);
      });
      writer.line(`${name} = ${this.value(whenFalse, fail)};`);
    });
    return dynamic(name);
  }

  // COMPAT(cerbos): a binding that fails does so where it is read, so one that nobody reads cannot fail.
  #bind({ local, value, body }: BindOperation, fail: Fail): Emitted {
    const { writer } = this;
    const name = writer.name("t");
    const end = writer.name("L");
    writer.line(`let ${name};`);
    writer.block(`${end}:`, () => {
      const bound = this.value(value, (error) => `{ ${name} = ${error}; break ${end}; }`);
      writer.line(`${name} = ${bound};`);
    });
    this.locals.set(local.slot, { emitted: dynamic(name), mayFail: true });
    return this.operand(body, fail);
  }
}
