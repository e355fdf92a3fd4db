import type { Report } from "../source/diagnostic.ts";
import type {
  CallExpression,
  Expression,
  ListElement,
  LiteralExpression,
  MapEntry,
  MessageFieldValue,
} from "./ast.ts";
import {
  fieldNames,
  startsArgument,
  startsElement,
  startsEntry,
  startsField,
  startsKey,
  startsOperand,
} from "./expected-tokens.ts";
import { type LiteralResult, readBytes, readDouble, readInt, readString, readUint } from "./literals.ts";
import { balanceChain, type LogicOperator } from "./logic-chain.ts";
import { expandMacro } from "./macros.ts";
import { type BinaryOperator, binaryOperators, relationStrength } from "./operators.ts";
import { invalidLiteral, nestedTooDeeply, reservedName, unsupportedSyntax } from "./problems.ts";
import { isAbsolute, qualifiedName } from "./qualified-name.ts";
import { GiveUp, type Nesting, type TokenReader } from "./token-reader.ts";
import type { Token, TokenKind } from "./tokenize.ts";

// One concept, the grammar, one method per rule, so it stays in one file.

/** Comparisons and arithmetic; `&&` and `||` are chains. */
const chainedOperators: ReadonlyMap<TokenKind, BinaryOperator> = new Map(
  binaryOperators.filter(({ strength }) => strength >= relationStrength).map((row) => [row.mark, row]),
);

const reservedWords: ReadonlySet<string> = new Set(
  "as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/** Reads one expression; problems are reported as they are met. */
export class Parser {
  readonly #tokens: TokenReader;
  #report: Report;
  readonly #depthLimit: number;
  #depth = 0;

  constructor(tokens: TokenReader, report: Report, depthLimit: number) {
    this.#tokens = tokens;
    this.#report = report;
    this.#depthLimit = depthLimit;
  }

  parse(): Expression | undefined {
    try {
      const expression = this.#expression();
      this.#tokens.expectEnd();
      return expression;
    } catch (failure) {
      if (failure instanceof GiveUp) return undefined;
      throw failure;
    }
  }

  #expression(): Expression {
    if (++this.#depth > this.#depthLimit) {
      this.#report(nestedTooDeeply(this.#depthLimit, this.#tokens.peek().start));
      throw new GiveUp();
    }
    const test = this.#logicChain("||", "_||_");
    const question = this.#tokens.accept("?");
    const expression = question === undefined ? test : this.#conditional(test, question);
    this.#depth--;
    return expression;
  }

  #conditional(test: Expression, question: Token): Expression {
    const whenTrue = this.#tokens.within("choice", [":"], () => this.#logicChain("||", "_||_"));
    if (!this.#tokens.expect(":", "before-operand")) return test;
    const whenFalse = this.#expression();
    return this.#call("_?_:_", [test, whenTrue, whenFalse], question.start, test.start);
  }

  #logicChain(mark: "||" | "&&", name: LogicOperator): Expression {
    const operand = (): Expression =>
      mark === "||" ? this.#logicChain("&&", "_&&_") : this.#binary(relationStrength);
    const terms: [Expression, ...Expression[]] = [operand()];
    const operators: number[] = [];
    for (let token = this.#tokens.accept(mark); token !== undefined; token = this.#tokens.accept(mark)) {
      operators.push(token.start);
      terms.push(operand());
    }
    return balanceChain(name, terms, operators);
  }

  #binary(minimum: number): Expression {
    let left = this.#unary();
    for (;;) {
      const token = this.#tokens.peek();
      const operator = chainedOperators.get(token.kind);
      if (operator === undefined || operator.strength < minimum) return left;
      this.#tokens.advance();
      left = this.#call(operator.name, [left, this.#binary(operator.strength + 1)], token.start, left.start);
    }
  }

  #unary(): Expression {
    if (!this.#tokens.begins(startsOperand, "unary")) return nothingThere(this.#tokens.peek());
    const first = this.#tokens.peek();
    if (first.kind === "!") return this.#negation(first);
    if (first.kind !== "-" || this.#isNumber(this.#tokens.peekSecond())) return this.#member();
    let count = 0;
    for (let minus = first; minus.kind === "-"; minus = this.#tokens.peek()) {
      const second = this.#tokens.peekSecond();
      if (second.kind === "!" || !startsOperand.has(second.kind))
        return this.#noOperand(minus, second, "unary");
      this.#tokens.advance();
      count++;
    }
    return this.#applied("-_", count, first, this.#member());
  }

  #negation(first: Token): Expression {
    let count = 0;
    while (this.#tokens.accept("!")) count++;
    if (!this.#tokens.seekOperand()) return nothingThere(first);
    return this.#applied("!_", count, first, this.#member());
  }

  // Two of them take each other away.
  #applied(name: string, count: number, first: Token, operand: Expression): Expression {
    return count % 2 === 0 ? operand : this.#call(name, [operand], first.start, first.start);
  }

  #member(): Expression {
    let of = this.#primary();
    for (;;) {
      const next = this.#after(of, this.#tokens.peek());
      if (next === undefined) return of;
      of = next;
    }
  }

  /** What a dot or bracket makes of the operand before it; `undefined` when it ends there. */
  #after(of: Expression, token: Token): Expression | undefined {
    if (token.kind === ".") return this.#selectOrMethod(of, token);
    if (token.kind === "[") return this.#index(of, token);
    return token.kind === "{" && qualifiedName(of) !== undefined ? this.#message(of, token) : undefined;
  }

  #selectOrMethod(of: Expression, dot: Token): Expression | undefined {
    const second = this.#tokens.peekSecond();
    if (second.kind !== "identifier" && second.kind !== "escaped" && second.kind !== "?") {
      this.#tokens.noName(dot, second, "member");
      return undefined;
    }
    this.#tokens.advance();
    const optional = this.#tokens.accept("?") !== undefined;
    if (!this.#tokens.begins(fieldNames, "member")) return undefined;
    const token = this.#tokens.peek();
    if (token.kind === "escaped") this.#report(unsupportedSyntax("`", token.start));
    this.#tokens.advance();
    const name = this.#tokens.textOf(token);
    const open = optional || token.kind === "escaped" ? undefined : this.#tokens.accept("(");
    if (open === undefined) {
      return { kind: "select", of, name, optional, offset: dot.start, start: of.start, end: token.end };
    }
    const args = this.#arguments("member");
    const place = { offset: open.start, start: of.start, end: this.#tokens.previousEnd() };
    return this.#expanded({ kind: "call", name, target: of, args, ...place });
  }

  #index(of: Expression, open: Token): Expression | undefined {
    this.#tokens.advance();
    const optional = this.#tokens.accept("?") !== undefined;
    if (!optional && !this.#tokens.begins(startsKey, "member")) return undefined;
    const key = this.#tokens.within("member", ["]"], () => this.#expression());
    this.#tokens.expect("]", "ends-member");
    return this.#call(optional ? "_[?_]" : "_[_]", [of, key], open.start, of.start);
  }

  #message(of: Expression, open: Token): Expression {
    this.#tokens.advance();
    const fields = this.#items("}", startsField, () => this.#field());
    const place = { offset: open.start, start: of.start, end: this.#tokens.previousEnd() };
    const dot = isAbsolute(of) ? "." : "";
    return { kind: "message", name: dot + (qualifiedName(of) ?? ""), fields, ...place };
  }

  #field(): MessageFieldValue | undefined {
    const optional = this.#tokens.accept("?") !== undefined;
    const token = this.#tokens.peek();
    if (token.kind === "escaped") this.#report(unsupportedSyntax("`", token.start));
    if (!this.#tokens.begins(fieldNames, "choice")) return undefined;
    const name = this.#tokens.textOf(this.#tokens.peek());
    this.#tokens.advance();
    if (!this.#tokens.expect(":", "before-operand")) return undefined;
    return { name, optional, value: this.#expression() };
  }

  #primary(): Expression {
    const token = this.#tokens.peek();
    switch (token.kind) {
      case "(":
        return this.#parenthesised();
      case "[":
        return this.#list(token);
      case "{":
        return this.#map(token);
      case ".":
      case "identifier":
        return this.#identifierOrCall(token);
      case "true":
      case "false":
        this.#tokens.advance();
        return { kind: "literal", type: "bool", value: token.kind === "true", ...placeOf(token) };
      case "null":
        this.#tokens.advance();
        return { kind: "literal", type: "null", value: null, ...placeOf(token) };
      case "string":
        return this.#literal(readString);
      case "bytes":
        return this.#literal(readBytes);
      case "int":
        return this.#literal(readInt);
      case "uint":
        return this.#literal(readUint);
      case "double":
        return this.#literal(readDouble);
      case "-":
        return this.#negativeNumber(token);
      default:
        return nothingThere(token);
    }
  }

  #parenthesised(): Expression {
    this.#tokens.advance();
    const inner = this.#tokens.within("operand", [")"], () => this.#expression());
    this.#tokens.expect(")", "ends-operand");
    return inner;
  }

  #identifierOrCall(first: Token): Expression {
    const absolute = first.kind === ".";
    const token = absolute ? this.#tokens.peekSecond() : first;
    if (token.kind !== "identifier") {
      this.#tokens.noName(first, token, "primary");
      return nothingThere(token);
    }
    if (absolute) this.#tokens.advance();
    this.#tokens.advance();
    const name = this.#tokens.textOf(token);
    const isReserved = reservedWords.has(name) && !this.#tokens.endsInBrace();
    if (isReserved) this.#report(reservedName(name, token.start));
    const open = this.#tokens.accept("(");
    if (open === undefined) {
      const place = { offset: token.start, start: first.start, end: token.end };
      return isReserved ? nothingThere(token) : { kind: "identifier", name, absolute, ...place };
    }
    // COMPAT(cerbos): nothing else is said about the arguments of a function with a reserved name.
    const args = isReserved ? this.#silently(() => this.#arguments("operand")) : this.#arguments("operand");
    const place = { offset: open.start, start: first.start, end: this.#tokens.previousEnd() };
    if (isReserved) return nothingThere(token);
    // With its dot a name is never a macro.
    return this.#expanded({
      kind: "call",
      name: absolute ? `.${name}` : name,
      target: undefined,
      args,
      ...place,
    });
  }

  #arguments(nesting: Nesting): readonly Expression[] {
    if (this.#tokens.accept(")") !== undefined) return [];
    if (!this.#tokens.begins(startsArgument, nesting === "operand" ? "primary" : "member")) return [];
    if (this.#tokens.accept(")") !== undefined) return [];
    const args: Expression[] = [];
    do {
      args.push(this.#tokens.within(nesting, [")", ","], () => this.#expression()));
    } while (this.#tokens.accept(",") !== undefined);
    this.#tokens.expect(")", nesting === "member" ? "ends-member" : "ends-operand");
    return args;
  }

  #list(open: Token): Expression {
    this.#tokens.advance();
    const elements = this.#items("]", startsElement, () => this.#element());
    return { kind: "list", elements, offset: open.start, start: open.start, end: this.#tokens.previousEnd() };
  }

  #element(): ListElement {
    const optional = this.#tokens.accept("?") !== undefined;
    return { optional, value: this.#expression() };
  }

  #map(open: Token): Expression {
    this.#tokens.advance();
    const entries = this.#items("}", startsEntry, () => this.#entry());
    return { kind: "map", entries, offset: open.start, start: open.start, end: this.#tokens.previousEnd() };
  }

  #entry(): MapEntry | undefined {
    const optional = this.#tokens.accept("?") !== undefined;
    const key = this.#tokens.within("operand", [":"], () => this.#expression());
    if (!this.#tokens.expect(":", "before-operand")) return undefined;
    return { optional, key, value: this.#expression() };
  }

  /** Reads what is between brackets, with commas between. */
  #items<Item>(
    closing: "]" | "}",
    starts: ReadonlySet<TokenKind>,
    parse: () => Item | undefined,
  ): readonly Item[] {
    if (!this.#tokens.begins(starts, "primary")) return [];
    const items: Item[] = [];
    const isStart = (kind: TokenKind): boolean => starts.has(kind) && kind !== closing && kind !== ",";
    // The grammar lets a comma come before the end even when there is nothing before the comma.
    let isAfterComma = this.#tokens.accept(",") !== undefined;
    let isDone = isAfterComma;
    while (!isDone && isStart(this.#tokens.peek().kind)) {
      const item = this.#tokens.within("operand", [closing, ","], parse);
      if (item !== undefined) items.push(item);
      isAfterComma = this.#tokens.accept(",") !== undefined;
      isDone = !isAfterComma || item === undefined;
    }
    this.#tokens.expectClosing(closing, isAfterComma);
    return items;
  }

  #expanded(call: CallExpression): Expression {
    return expandMacro(call, this.#report);
  }

  #silently<T>(parse: () => T): T {
    const report = this.#report;
    this.#report = () => {};
    const parsed = parse();
    this.#report = report;
    return parsed;
  }

  #negativeNumber(minus: Token): Expression {
    const number = this.#tokens.peekSecond();
    if (!this.#isNumber(number)) return this.#noOperand(minus, number, "primary");
    this.#tokens.advance();
    return this.#literal(number.kind === "int" ? readInt : readDouble, minus);
  }

  #literal(read: (text: string) => LiteralResult, from: Token = this.#tokens.peek()): LiteralExpression {
    const last = this.#tokens.peek();
    this.#tokens.advance();
    const place = { offset: from.start, start: from.start, end: last.end };
    const sign = from === last ? "" : "-";
    const result = read(sign + this.#tokens.textOf(last));
    if ("literal" in result) return { kind: "literal", ...result.literal, ...place };
    this.#report(invalidLiteral(result.problem, place.offset));
    return { kind: "literal", type: "null", value: null, ...place };
  }

  #noOperand(first: Token, last: Token, rule: "unary" | "primary"): Expression {
    this.#tokens.noAlternative(first, last, rule);
    return nothingThere(last);
  }

  #isNumber({ kind }: Token): boolean {
    return kind === "int" || kind === "double";
  }

  #call(name: string, args: readonly Expression[], offset: number, start: number): Expression {
    return { kind: "call", name, target: undefined, args, offset, start, end: this.#tokens.previousEnd() };
  }
}

function nothingThere({ start, end }: Token): Expression {
  return { kind: "literal", type: "null", value: null, offset: start, start, end };
}

function placeOf({ start, end }: Token): { offset: number; start: number; end: number } {
  return { offset: start, start, end };
}
