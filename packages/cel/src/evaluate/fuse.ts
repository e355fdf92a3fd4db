import type { InlineForm } from "../functions/library.ts";
import type { CallOperation, IndexOperation, IterateOperation, Operation } from "./operation.ts";

// Patterns that both back ends run as one operation. The tree keeps them apart, because plans print what was written.

/** A call whose arguments are all made of texts, so that it can be asked about the texts. */
export interface FusedCall {
  readonly call: (...texts: string[]) => boolean;
  /** The calls that make the arguments, each of one argument. */
  readonly makers: readonly CallOperation[];
}

/** Shape: `hierarchy(a).ancestorOf(hierarchy(b))` → the test of texts, `[hierarchy(a), hierarchy(b)]`. */
export function fusedCall({ args, resolved: { direct } }: CallOperation): FusedCall | undefined {
  const fused = direct?.fused;
  if (fused === undefined) return undefined;
  const makers = args.flatMap((argument) => makerOf(argument, fused.through) ?? []);
  return makers.length === args.length ? { call: fused.call, makers } : undefined;
}

function makerOf(argument: Operation, name: string): CallOperation | undefined {
  const operation = argument.kind === "constant" ? argument.source : argument;
  return operation?.kind === "call" && operation.name === name && operation.args.length === 1
    ? operation
    : undefined;
}

/** Shape: `size(list.filter(x, …))` → the macro, whose list nobody else sees. */
export function countedFilter({ name, args }: CallOperation): IterateOperation | undefined {
  const [of] = args;
  const isCounted = name === "size" && args.length === 1 && of?.kind === "iterate" && of.macro === "filter";
  return isCounted ? of : undefined;
}

/** One part of a text that is split. */
export interface SplitPart {
  /** Of the text and the separator. */
  readonly split: CallOperation;
  readonly text: Operation;
  readonly separator: string;
  readonly at: bigint;
}

/** Shape: `text.split("@")[1]` → the part after the first `@`, without a list of all of them. */
export function splitPart({ of, key, optional }: IndexOperation): SplitPart | undefined {
  if (optional || of.kind !== "call" || of.name !== "split" || of.args.length !== 2) return undefined;
  const [text, by] = of.args;
  if (text === undefined || by?.kind !== "constant" || key.kind !== "constant") return undefined;
  const { value: separator } = by;
  const { value: at } = key;
  if (typeof separator !== "string" || separator === "" || typeof at !== "bigint") return undefined;
  return at < 0n || at > mostParts ? undefined : { split: of, text, separator, at };
}

const mostParts = 1000n;

/** What may be done on the spot instead of a call: by the only row that can apply, or by one of several. */
export function inlineForm({
  args,
  resolved: { direct, branches = [] },
}: CallOperation): InlineForm | undefined {
  if (direct !== undefined) return direct.inline;
  return args.length === 1 ? branches.find(({ row }) => row.inline !== undefined)?.row.inline : undefined;
}
