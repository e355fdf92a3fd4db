import { Composer, type Document, isScalar, type ParsedNode } from "yaml";
import type { SourceText } from "../source/source-text.ts";
import { buildTree, type TreeContext } from "./build-tree.ts";
import { type ReadProblem, ReadStopped, stopAt } from "./read-problem.ts";
import { type ScannedTokens, scanTokens } from "./scan-tokens.ts";
import { readTidyDocument } from "./tidy/read-tidy-document.ts";
import type { MappingNode, ScalarNode, TreeNode } from "./tree.ts";
import { describeYamlErrors } from "./yaml-messages.ts";

/** The one document of a file; `undefined` for a file that holds none, such as one that is only comments. */
export type ReadResult =
  | { readonly document: TreeNode | undefined; readonly problems: readonly [] }
  | { readonly problems: readonly [ReadProblem, ...ReadProblem[]] };

/** Reads the YAML or JSON text of a file. */
export function readDocument(source: SourceText): ReadResult {
  if (source.lineStarts.length > MOST_LINES) return readAnyDocument(source);
  const read = readTidyDocument(source.text);
  if ("document" in read) return { document: read.document, problems: [] };
  return findEarlyProblem(source, read.untidyAt) ?? readAnyDocument(source);
}

/** How much of a large file is looked at before the rest of it. */
const HEAD_CHARACTERS = 100_000;

/**
 * Tells what is wrong near where a large file stops being tidy, so that a file of nothing but mistakes is not read to
 * its end. A mistake in the second half of what was looked at may only be that the text was cut.
 */
function findEarlyProblem(source: SourceText, untidyAt: number): ReadResult | undefined {
  const { text } = source;
  const end = text.indexOf("\n", untidyAt + HEAD_CHARACTERS) + 1;
  if (end === 0 || end > text.length / 2) return undefined;
  const read = readAnyDocument({ ...source, text: text.slice(0, end) });
  const problem = "document" in read ? undefined : read.problems[0];
  const isEarly = (problem?.at?.start ?? end) < untidyAt + HEAD_CHARACTERS / 2;
  // What does not end may end behind the cut.
  return isEarly && !problem?.message.startsWith("could not find") ? read : undefined;
}

/** The same by the general reader alone, which knows all of YAML and says what is wrong. */
export function readAnyDocument(source: SourceText): ReadResult {
  try {
    refuseEndless(source);
    const scanned = scanTokens(source.text);
    const documents = composeDocuments(scanned);
    const [first, ...rest] = describeYamlErrors(
      source.text,
      scanned,
      documents.flatMap((document) => document.errors),
    );
    if (first !== undefined) return { problems: [first, ...rest] };
    return readTree(source, documents);
  } catch (stopped) {
    if (stopped instanceof ReadStopped) return { problems: [stopped.problem] };
    throw stopped;
  }
}

/** Far beyond what anybody writes: every line costs the scanner microseconds, even an empty one. */
const MOST_LINES = 1_000_000;

function refuseEndless({ lineStarts }: SourceText): void {
  const beyond = lineStarts[MOST_LINES];
  if (beyond === undefined) return;
  throw stopAt("policy/too-long", `document has more than ${MOST_LINES} lines`, beyond);
}

// The failsafe schema leaves every plain scalar as text; types are decided in plain-scalar.ts, whatever the tag.
const COMPOSER_OPTIONS = { schema: "failsafe", uniqueKeys: false, keepSourceTokens: true } as const;

function composeDocuments({ tokens }: ScannedTokens): readonly Document.Parsed<ParsedNode>[] {
  return [...new Composer<ParsedNode>(COMPOSER_OPTIONS).compose(tokens)] as Document.Parsed<ParsedNode>[];
}

function readTree(source: SourceText, documents: readonly Document.Parsed<ParsedNode>[]): ReadResult {
  const full = documents.filter((document) => !isEmpty(document.contents));
  if (full.length > 1) return { problems: [severalDocuments(full[1]?.contents?.range[0])] };
  const context: TreeContext = { source, anchors: new Map(), spent: { nodes: 0, copies: 0 } };
  const contents = full[0]?.contents;
  if (contents === null || contents === undefined) return { document: undefined, problems: [] };
  return { document: keepByteOrderMark(source, buildTree(context, contents, undefined)), problems: [] };
}

function severalDocuments(near = 0): ReadProblem {
  return {
    code: "policy/several-documents",
    message: "more than one YAML document detected",
    kind: "static",
    hint: "put what is below `---` into a file of its own, or remove the line",
    near,
  };
}

function isEmpty(contents: ParsedNode | null): boolean {
  if (contents === null) return true;
  const isPlain = isScalar(contents) && contents.type !== "QUOTE_DOUBLE" && contents.type !== "QUOTE_SINGLE";
  return isPlain && contents.source === "" && contents.range[0] === contents.range[1];
}

/** COMPAT(cerbos): a byte order mark becomes part of the first key, so the file is refused with a visible reason. */
function keepByteOrderMark(source: SourceText, document: TreeNode): TreeNode {
  const first = document.kind === "mapping" ? document.entries[0] : undefined;
  if (!source.text.startsWith("\ufeff") || document.kind !== "mapping" || first === undefined)
    return document;
  const key: ScalarNode = { ...first.key, start: 0, text: `\ufeff${first.key.text}` };
  return { ...document, entries: [{ ...first, key }, ...document.entries.slice(1)] } satisfies MappingNode;
}
