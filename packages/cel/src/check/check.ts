import { type Diagnostic, firstProblems, type Report } from "../source/diagnostic.ts";
import type {
  BindExpression,
  CallExpression,
  ComprehensionExpression,
  Expression,
  ListExpression,
  LocalName,
  MapExpression,
  OptionalMapExpression,
  SelectExpression,
} from "../syntax/ast.ts";
import { qualifiedName } from "../syntax/qualified-name.ts";
import { isDynamic } from "../type-system/assignability.ts";
import { literalTypes } from "../type-system/literal-types.ts";
import { showType } from "../type-system/show-type.ts";
import {
  boolType,
  dynType,
  errorType,
  intType,
  listType,
  mapType,
  optionalType,
  type Type,
  typeType,
} from "../type-system/type.ts";
import { builtInTypeNames } from "../type-system/type-names.ts";
import { checkLiterals } from "./check-literals.ts";
import type { CheckedExpression, Meaning } from "./checked.ts";
import type { Declarations, VariableDeclaration } from "./declarations.ts";
import { Inference } from "./inference.ts";
import {
  noFieldSelection,
  noMatchingOverload,
  noMembers,
  notAMessage,
  notAType,
  notIterable,
  typeMismatch,
  undeclaredReference,
  undefinedField,
} from "./problems.ts";

// One concept, the typing rules, one method per kind of expression, so it stays in one file.

/**
 * Gives every expression of a tree a type. The result is only given when nothing was reported.
 *
 * Reports: `cel/undeclared-reference`, `cel/undefined-field`, `cel/no-field-selection`, `cel/no-matching-overload`,
 * `cel/type-mismatch`, `cel/not-iterable`, `cel/not-a-type`; then `cel/invalid-literal-argument` and
 * `cel/invalid-format`. In source order.
 */
export function checkExpression(
  expression: Expression,
  { declarations }: { readonly declarations: Declarations },
  report: Report,
): CheckedExpression | undefined {
  const problems: Diagnostic[] = [];
  const checked = new Checker(declarations, (problem) => problems.push(problem)).check(expression);
  if (problems.length === 0) checkLiterals(checked, declarations, (problem) => problems.push(problem));
  for (const problem of firstProblems(problems)) report(problem);
  return problems.length === 0 ? checked : undefined;
}

/** The variables of the macros around an expression, innermost first. */
type Scope = { readonly name: string; readonly type: Type; readonly outer: Scope } | undefined;

class Checker {
  readonly #declarations: Declarations;
  readonly #report: Report;
  readonly #types = new Map<Expression, Type>();
  readonly #meanings = new Map<Expression, Meaning>();
  readonly #dynamicMembers: ReadonlySet<string>;
  readonly #inference = new Inference();

  constructor(declarations: Declarations, report: Report) {
    this.#declarations = declarations;
    this.#report = report;
    this.#dynamicMembers = dynamicMemberTypes(declarations.variables.values());
  }

  check(expression: Expression): CheckedExpression {
    this.#typeOf(expression, undefined);
    const types = new Map<Expression, Type>();
    for (const [part, type] of this.#types) types.set(part, this.#inference.resolved(type));
    return { expression, types, meanings: this.#meanings };
  }

  #typeOf(expression: Expression, scope: Scope): Type {
    const type = this.#rule(expression, scope);
    this.#types.set(expression, type);
    return type;
  }

  #rule(expression: Expression, scope: Scope): Type {
    switch (expression.kind) {
      case "literal":
        return literalTypes[expression.type];
      case "identifier":
        return this.#identifier(expression, expression.absolute ? undefined : scope);
      case "select":
        return this.#select(expression, scope);
      case "has":
        this.#fieldType(expression, this.#typeOf(expression.of, scope));
        return boolType;
      case "call":
        return this.#call(expression, scope);
      case "list":
        return this.#list(expression, scope);
      case "map":
        return this.#map(expression, scope);
      case "message":
        return this.#message(expression);
      case "comprehension":
        return this.#comprehension(expression, scope);
      case "bind":
        return this.#bind(expression, scope);
      case "optional-map":
        return this.#optionalMap(expression, scope);
    }
  }

  #identifier(expression: Expression & { readonly kind: "identifier" }, scope: Scope): Type {
    const local = findLocal(expression.name, scope);
    if (local !== undefined) {
      this.#meanings.set(expression, { kind: "local", name: expression.name });
      return local;
    }
    const type = this.#global(expression, expression.name);
    if (type !== undefined) return type;
    const shown = expression.absolute ? `.${expression.name}` : expression.name;
    this.#report(undeclaredReference(shown, expression.offset));
    return errorType;
  }

  #global(expression: Expression, name: string): Type | undefined {
    const declaration = this.#declarations.variables.get(name);
    if (declaration !== undefined) {
      this.#meanings.set(expression, { kind: "variable", declaration });
      return declaration.type;
    }
    const named = builtInTypeNames.get(name) ?? this.#declarations.types?.get(name);
    if (named === undefined) return undefined;
    this.#meanings.set(expression, { kind: "type-name", name });
    return typeType(named);
  }

  #select(expression: SelectExpression, scope: Scope): Type {
    const name = qualifiedName(expression);
    if (name !== undefined && findLocal(name.slice(0, name.indexOf(".")), scope) === undefined) {
      const global = this.#global(expression, name);
      if (global !== undefined) return global;
    }
    const of = this.#typeOf(expression.of, scope);
    const field = this.#fieldType(expression, of);
    return expression.optional && field.kind !== "optional" ? optionalType(field) : field;
  }

  #fieldType(expression: { readonly name: string; readonly offset: number }, operand: Type): Type {
    const of = this.#inference.inspected(operand);
    // COMPAT(cerbos): what was selected from something wrong is dynamic, so one mistake is reported once.
    if (isDynamic(of)) return dynType;
    if (of.kind === "map") return of.value;
    if (of.kind === "optional") return optionalType(withoutOptional(this.#fieldType(expression, of.of)));
    if (of.kind === "message") return this.#messageField(of.name, expression.name, expression.offset);
    if (of.kind === "opaque") return this.#opaqueMember(of.name, expression.offset);
    this.#report(noFieldSelection(this.#inference.resolved(of), expression.offset));
    return dynType;
  }

  #opaqueMember(name: string, offset: number): Type {
    if (this.#dynamicMembers.has(name)) return dynType;
    this.#report(noMembers(name, offset));
    return errorType;
  }

  #messageField(message: string, name: string, offset: number): Type {
    const field = this.#declarations.messages.get(message)?.get(name);
    if (field !== undefined) return field.type;
    this.#report(undefinedField(name, offset));
    return errorType;
  }

  #call(call: CallExpression, scope: Scope): Type {
    const { name, target, args } = call;
    if (name === "_&&_" || name === "_||_") return this.#logic(args, scope);
    const argumentTypes = args.map((argument) => this.#typeOf(argument, scope));
    if (target === undefined) return this.#function(call, name, undefined, argumentTypes);
    const prefix = qualifiedName(target);
    const qualified = `${prefix}.${name}`;
    if (prefix !== undefined && this.#declarations.functions.has(qualified)) {
      return this.#function(call, qualified, undefined, argumentTypes);
    }
    return this.#function(call, name, this.#typeOf(target, scope), argumentTypes);
  }

  #logic(args: readonly Expression[], scope: Scope): Type {
    const areBools = args.map((argument) => this.#expectBool(argument, scope));
    return areBools.includes(false) ? errorType : boolType;
  }

  #expectBool(expression: Expression, scope: Scope): boolean {
    const type = this.#typeOf(expression, scope);
    const isBool = this.#inference.learns(type, boolType);
    if (!isBool) this.#report(typeMismatch(boolType, this.#inference.resolved(type), expression.offset));
    return isBool;
  }

  #function(call: CallExpression, name: string, target: Type | undefined, args: readonly Type[]): Type {
    const plainName = name.replace(/^\./, "");
    if (!this.#declarations.functions.has(plainName)) {
      this.#report(undeclaredReference(name, call.offset));
      return errorType;
    }
    this.#meanings.set(call, { kind: "function", name: plainName, member: target !== undefined });
    return this.#overload(plainName, target, args, call.offset);
  }

  #overload(name: string, target: Type | undefined, args: readonly Type[], offset: number): Type {
    const overloads = this.#declarations.functions.get(name) ?? [];
    const all = target === undefined ? args : [target, ...args];
    const found = this.#inference.resultOf(overloads, target !== undefined, all);
    if (found === undefined) {
      const shown = args.map((type) => this.#inference.resolved(type));
      this.#report(noMatchingOverload(name, target && this.#inference.resolved(target), shown, offset));
      return errorType;
    }
    return found;
  }

  #list({ elements }: ListExpression, scope: Scope): Type {
    const types = elements.map(({ value, optional }) => this.#element(value, optional, scope));
    return listType(this.#inference.joined(types));
  }

  #map({ entries }: MapExpression, scope: Scope): Type {
    const keys: Type[] = [];
    const values: Type[] = [];
    for (const { key, value, optional } of entries) {
      keys.push(this.#typeOf(key, scope));
      values.push(this.#element(value, optional, scope));
    }
    return mapType(this.#inference.joined(keys), this.#inference.joined(values));
  }

  #element(expression: Expression, optional: boolean, scope: Scope): Type {
    const type = this.#typeOf(expression, scope);
    if (!optional) return type;
    const of = this.#inference.fresh();
    if (this.#inference.learns(type, optionalType(of))) return of;
    this.#report(typeMismatch(optionalType(type), this.#inference.resolved(type), expression.offset));
    return errorType;
  }

  #message(expression: Expression & { readonly kind: "message" }): Type {
    const { offset } = expression;
    const name = expression.name.replace(/^\./, "");
    const isMessage = this.#declarations.messages.has(name) || this.#dynamicMembers.has(name);
    const isType = builtInTypeNames.has(name) || this.#declarations.types?.has(name);
    const problem = isMessage || (isType && name.includes(".")) ? notAType : notAMessage;
    this.#report(isMessage || isType ? problem(name, offset) : undeclaredReference(expression.name, offset));
    return errorType;
  }

  #comprehension(expression: ComprehensionExpression, outer: Scope): Type {
    const range = this.#inference.inspected(this.#typeOf(expression.range, outer));
    const [key, value] = this.#iterated(range, expression.range.offset);
    const scope =
      expression.second === undefined
        ? within(expression.item, range.kind === "map" ? key : value, outer)
        : within(expression.second, value, within(expression.item, key, outer));
    switch (expression.macro) {
      case "all":
      case "exists":
        this.#expectBool(expression.body, scope);
        return boolType;
      case "existsOne":
        this.#expectTest(expression, this.#typeOf(expression.body, scope), intType);
        return boolType;
      case "filter": {
        const result = listType(range.kind === "map" ? key : value);
        this.#expectTest(expression, this.#typeOf(expression.body, scope), result);
        return result;
      }
      case "map":
      case "transformList":
        return this.#transform(expression, scope, (body) => listType(body));
      case "transformMap":
        return this.#transform(expression, scope, (body) => mapType(key, body));
      case "transformMapEntry":
        return this.#transform(expression, scope, (body) =>
          this.#insertedEntry(body, expression.body.offset),
        );
      case "sortBy":
        return this.#sortBy(expression, range, scope);
    }
  }

  #iterated(range: Type, offset: number): readonly [key: Type, value: Type] {
    if (range.kind === "list") return [intType, range.element];
    if (range.kind === "map") return [range.key, range.value];
    if (isDynamic(range)) return [dynType, dynType];
    this.#report(notIterable(this.#inference.resolved(range), offset));
    return [errorType, errorType];
  }

  // A macro that keeps what passes a test is a choice between two results of one type; messages show it as such.
  #expectTest(macro: ComprehensionExpression, test: Type, result: Type): void {
    if (this.#inference.learns(test, boolType)) return;
    const shown = [test, result, result].map((part) => this.#inference.resolved(part));
    this.#report(noMatchingOverload("_?_:_", undefined, shown, macro.offset));
  }

  #transform(macro: ComprehensionExpression, scope: Scope, resultOf: (body: Type) => Type): Type {
    const test = macro.filter && this.#typeOf(macro.filter, scope);
    const result = resultOf(this.#typeOf(macro.body, scope));
    if (test !== undefined) this.#expectTest(macro, test, result);
    return result;
  }

  #insertedEntry(body: Type, offset: number): Type {
    const entry = mapType(this.#inference.fresh(), this.#inference.fresh());
    if (this.#inference.learns(body, entry)) return entry;
    const shown = [mapType(dynType, dynType), this.#inference.resolved(body)];
    this.#report(noMatchingOverload("cel.@mapInsert", undefined, shown, offset));
    return entry;
  }

  #sortBy({ body, offset }: ComprehensionExpression, range: Type, scope: Scope): Type {
    const key = this.#inference.resolved(this.#typeOf(body, scope));
    const isList = isDynamic(range) || range.kind === "list";
    if (isList && (isDynamic(key) || sortableKeys.has(key.kind))) {
      if (range.kind === "list") return range;
      // Several overloads fit dynamic keys, and their results differ in nothing but what is not known.
      return isDynamic(key) ? dynType : listType(dynType);
    }
    this.#report(
      noMatchingOverload("@sortByAssociatedKeys", this.#inference.resolved(range), [listType(key)], offset),
    );
    return errorType;
  }

  #bind({ name, value, body }: BindExpression, scope: Scope): Type {
    const bound = this.#typeOf(value, scope);
    return this.#typeOf(body, within(name, bound, scope));
  }

  #optionalMap({ of, item, body, flat, offset }: OptionalMapExpression, scope: Scope): Type {
    const optional = this.#typeOf(of, scope);
    const inner = this.#inference.fresh();
    if (!this.#inference.learns(optional, optionalType(inner))) {
      this.#report(noMatchingOverload("hasValue", this.#inference.resolved(optional), [], offset));
    }
    const mapped = this.#typeOf(body, within(item, this.#inference.soFar(inner), scope));
    if (!flat) return optionalType(mapped);
    const result = optionalType(this.#inference.fresh());
    if (!this.#inference.learns(mapped, result)) {
      const shown = [boolType, this.#inference.resolved(mapped), this.#inference.resolved(result)];
      this.#report(noMatchingOverload("_?_:_", undefined, shown, offset));
    }
    return result;
  }
}

const sortableKeys: ReadonlySet<Type["kind"]> = new Set<Type["kind"]>([
  ...(["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"] as const),
]);

function within({ name }: LocalName, type: Type, outer: Scope): Scope {
  return { name, type, outer };
}

function findLocal(name: string, scope: Scope): Type | undefined {
  for (let at = scope; at !== undefined; at = at.outer) if (at.name === name) return at.type;
  return undefined;
}

function withoutOptional(type: Type): Type {
  return type.kind === "optional" ? type.of : type;
}

// `V`, `C` and `G`: their types have members that nobody declared.
function dynamicMemberTypes(variables: Iterable<VariableDeclaration>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { source, type } of variables) if (source.kind !== "path") names.add(showType(type));
  return names;
}
