import type { CheckedExpression } from "../check/checked.ts";
import type { MessageField } from "../check/declarations.ts";
import type {
  CallExpression,
  ComprehensionExpression,
  Expression,
  HasExpression,
  IdentifierExpression,
  LocalName,
  Place,
  SelectExpression,
} from "../syntax/ast.ts";
import { dynType, type Type } from "../type-system/type.ts";
import { TypeValue } from "../values/type-value.ts";
import { Uint } from "../values/uint.ts";
import type { Value } from "../values/value.ts";
import { pathOf } from "./closures.ts";
import type { Environment } from "./dispatch.ts";
import { foldConstant } from "./fold-constants.ts";
import { type Definitions, memberOf, wholeVariable } from "./lower-definitions.ts";
import { isOperator, operatorOperation } from "./lower-operator.ts";
import type { LocalSlot, Operation, OperationBase } from "./operation.ts";
import { constantText, trustedType } from "./trusted-type.ts";

// One concept, the meaning of each kind of expression, so it stays in one file.
// PERF: objects are written out because spreading one base into many shapes costs microseconds each.

/** Turns a checked tree into operations. */
export function lower(
  checked: CheckedExpression,
  environment: Environment,
  definitions: Definitions,
): Operation {
  return new Lowering(checked, environment, definitions).value(checked.expression, undefined);
}

/** The variables of the macros around an expression, innermost first. */
type Scope = { readonly local: LocalSlot; readonly outer: Scope } | undefined;

class Lowering {
  readonly #checked: CheckedExpression;
  readonly #environment: Environment;
  readonly #definitions: Definitions;
  #slots = 0;

  constructor(checked: CheckedExpression, environment: Environment, definitions: Definitions) {
    this.#checked = checked;
    this.#environment = environment;
    this.#definitions = definitions;
  }

  /** An expression whose value is used, so a message becomes a map. */
  value(expression: Expression, scope: Scope): Operation {
    const operation = this.#operation(expression, scope);
    const { type } = operation;
    if (type.kind !== "message") return foldConstant(operation);
    const { messages } = this.#environment.declarations;
    const fields = messages.get(type.name) ?? new Map<string, MessageField>();
    return { kind: "message", type, place: operation.place, of: operation, fields, messages };
  }

  #operation(expression: Expression, scope: Scope): Operation {
    const base = this.#base(expression);
    switch (expression.kind) {
      case "literal":
        return { kind: "constant", type: base.type, place: base.place, value: literalValue(expression) };
      case "identifier":
        return this.#named(expression, base, scope);
      case "select":
        return this.#select(expression, base, scope);
      case "has":
        return this.#has(expression, base, scope);
      case "call":
        return this.#call(expression, base, scope);
      case "list":
        return {
          kind: "list",
          type: base.type,
          place: base.place,
          elements: expression.elements.map(({ value, optional }) => ({
            value: this.value(value, scope),
            optional,
          })),
        };
      case "map":
        return {
          kind: "map",
          type: base.type,
          place: base.place,
          entries: expression.entries.map(({ key, value, optional }) => ({
            key: this.value(key, scope),
            value: this.value(value, scope),
            optional,
          })),
        };
      case "message":
        throw new TypeError("a message that was not rejected by the checker");
      case "comprehension":
        return this.#iterate(expression, base, scope);
      case "bind": {
        const value = this.value(expression.value, scope);
        const local = this.#newSlot(expression.name);
        return {
          kind: "bind",
          type: base.type,
          place: base.place,
          local,
          value,
          body: this.value(expression.body, { local, outer: scope }),
        };
      }
      case "optional-map": {
        const of = this.value(expression.of, scope);
        const item = this.#newSlot(expression.item);
        const body = this.value(expression.body, { local: item, outer: scope });
        return {
          kind: "optional-map",
          type: base.type,
          place: base.place,
          of,
          item,
          body,
          flat: expression.flat,
        };
      }
    }
  }

  #named(expression: IdentifierExpression | SelectExpression, base: OperationBase, scope: Scope): Operation {
    const meaning = this.#checked.meanings.get(expression);
    switch (meaning?.kind) {
      case "local":
        return this.#local(findSlot(meaning.name, scope), base);
      case "type-name":
        return { kind: "constant", type: base.type, place: base.place, value: new TypeValue(meaning.name) };
      case "variable":
        return wholeVariable(meaning.declaration, this.#definitions, base);
      default:
        throw new TypeError("a name that was not rejected by the checker");
    }
  }

  #local({ slot, name }: LocalSlot, base: OperationBase): Operation {
    return { kind: "local", type: base.type, place: base.place, slot, name };
  }

  #select(expression: SelectExpression, base: OperationBase, scope: Scope): Operation {
    if (this.#checked.meanings.has(expression)) return this.#named(expression, base, scope);
    const declared = this.#declaredMember(expression, base, scope);
    if (declared !== undefined && !expression.optional) return declared;
    if (declared?.kind === "computed") return { ...declared, optional: true };
    // `P.?id` asks whether a key is there, so a message is needed as a map.
    const of = this.value(expression.of, scope);
    return {
      kind: "select",
      type: base.type,
      place: base.place,
      of,
      name: expression.name,
      optional: expression.optional,
    };
  }

  #has(expression: HasExpression, base: OperationBase, scope: Scope): Operation {
    const member = this.#declaredMember(expression, { type: dynType, place: base.place }, scope);
    if (member === undefined) {
      return {
        kind: "has",
        type: base.type,
        place: base.place,
        of: this.value(expression.of, scope),
        name: expression.name,
      };
    }
    if (member.kind === "field" || member.kind === "member" || member.kind === "computed") {
      return { kind: "present", type: base.type, place: base.place, of: member };
    }
    return { kind: "constant", type: base.type, place: base.place, value: member.kind !== "fail" };
  }

  /** A field of a message or a member of `V`, `C` or `G`; `undefined` for keys of maps. */
  #declaredMember(
    expression: SelectExpression | HasExpression,
    base: OperationBase,
    scope: Scope,
  ): Operation | undefined {
    const { of, name } = expression;
    const ofType = this.#typeOf(of);
    if (ofType.kind === "message") {
      const field = this.#environment.declarations.messages.get(ofType.name)?.get(name);
      return field && this.#field(this.#operation(of, scope), name, field, base);
    }
    const meaning = this.#checked.meanings.get(of);
    if (meaning?.kind !== "variable") return undefined;
    return memberOf(meaning.declaration, name, this.#definitions, base);
  }

  #field(of: Operation, name: string, field: MessageField, base: OperationBase): Operation {
    const operation = { kind: "field", type: base.type, place: base.place, of, name, field } as const;
    const { readers } = this.#environment;
    const read = readers?.get(pathOf(operation)?.join(".") ?? "");
    return read === undefined ? operation : { ...operation, read };
  }

  #call(call: CallExpression, base: OperationBase, scope: Scope): Operation {
    const all = call.target === undefined ? call.args : [call.target, ...call.args];
    const meaning = this.#checked.meanings.get(call);
    if (meaning?.kind === "function" && !isOperator(call.name)) {
      const args = meaning.member ? all : call.args;
      return this.#function(meaning.name, meaning.member, args, base, scope);
    }
    const operands = all.map((argument) => this.value(argument, scope));
    return operatorOperation(call.name, operands, base);
  }

  #function(
    name: string,
    member: boolean,
    args: readonly Expression[],
    base: OperationBase,
    scope: Scope,
  ): Operation {
    const operands = args.map((argument) => this.value(argument, scope));
    const [of, otherwise] = operands;
    if (
      member &&
      of?.type.kind === "optional" &&
      otherwise !== undefined &&
      (name === "or" || name === "orValue")
    ) {
      return {
        kind: "or-else",
        type: base.type,
        place: base.place,
        of,
        otherwise,
        unwrap: name === "orValue",
      };
    }
    const types = operands.map(trustedType);
    const resolved = this.#environment.functions.resolve(name, member, types, operands.map(constantText));
    if (resolved === undefined) throw new TypeError(`no implementation of ${name}`);
    return { kind: "call", type: base.type, place: base.place, name, member, args: operands, resolved };
  }

  #iterate(expression: ComprehensionExpression, base: OperationBase, outer: Scope): Operation {
    const range = this.value(expression.range, outer);
    const item = this.#newSlot(expression.item);
    const second = expression.second && this.#newSlot(expression.second);
    const first: Scope = { local: item, outer };
    const scope: Scope = second === undefined ? first : { local: second, outer: first };
    const filter = expression.filter && this.value(expression.filter, scope);
    const body = this.value(expression.body, scope);
    return {
      kind: "iterate",
      type: base.type,
      place: base.place,
      macro: expression.macro,
      range,
      item,
      second,
      filter,
      body,
    };
  }

  #newSlot({ name }: LocalName): LocalSlot {
    return { slot: this.#slots++, name };
  }

  #base(expression: Expression, type: Type = this.#typeOf(expression)): OperationBase {
    return { type, place: placeOf(expression) };
  }

  #typeOf(expression: Expression): Type {
    return this.#checked.types.get(expression) ?? dynType;
  }
}

function findSlot(name: string, scope: Scope): LocalSlot {
  for (let at = scope; at !== undefined; at = at.outer) if (at.local.name === name) return at.local;
  throw new TypeError(`no variable ${name}`);
}

function literalValue(literal: Expression & { readonly kind: "literal" }): Value {
  return literal.type === "uint" ? new Uint(literal.value) : literal.value;
}

function placeOf({ offset, start, end }: Place): Place {
  return { offset, start, end };
}
