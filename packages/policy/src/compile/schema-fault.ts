import { lineColumnText } from "../model/span.ts";
import { readDocument } from "../parse/read-document.ts";
import type { TreeNode } from "../parse/tree.ts";
import { indexSource, type SourceText } from "../source/source-text.ts";

/**
 * Where in its file a schema is wrong, by the reason why it cannot be used.
 *
 * Shape: "look at `_schemas/album.json:3:15`"; nothing for other reasons.
 */
export function schemaFaultHint(
  reference: string,
  reason: string,
  schemas: ReadonlyMap<string, string>,
): string | undefined {
  const [, broken] = /invalid json cerbos:\/\/\/([^:]+): /.exec(reason) ?? [];
  const [, pointer] = /'((?:\/[^']*)?)' does not validate with /.exec(reason) ?? [];
  const path = broken ?? /^cerbos:\/\/\/([^#]*)/.exec(reference)?.[1] ?? "";
  const text = schemas.get(path);
  if (text === undefined || (broken === undefined && pointer === undefined)) return undefined;
  const source = indexSource({ path: `_schemas/${path}`, text });
  const offset = pointer === undefined ? endOfJson(source) : placeOf(source, pointer);
  return `look at \`${offset === undefined ? source.file : `${source.file}:${lineColumnText(source, offset)}`}\``;
}

/** JSON is YAML, but for commas at the end of lists and comments, which YAML writes otherwise. */
function endOfJson(source: SourceText): number | undefined {
  const odd = /,(?=\s*[}\]])|\/[/*]/.exec(
    source.text.replace(/"(?:[^"\\\n]|\\.)*"/g, (it) => '"'.repeat(it.length)),
  );
  const read = readDocument(source);
  const problem = "document" in read ? undefined : read.problems[0];
  return odd?.index ?? problem?.at?.start;
}

function placeOf(source: SourceText, pointer: string): number | undefined {
  const read = readDocument(source);
  let node: TreeNode | undefined = "document" in read ? read.document : undefined;
  for (const step of pointer.split("/").slice(1)) node = memberOf(node, decodeStep(step));
  return node?.start;
}

function memberOf(node: TreeNode | undefined, step: string): TreeNode | undefined {
  if (node?.kind === "sequence") return node.items[Number(step)];
  return node?.kind === "mapping" ? node.entries.find(({ key }) => key.text === step)?.value : undefined;
}

/** Steps of JSON pointers write `/` and `~` in two characters. */
function decodeStep(step: string): string {
  return step.replaceAll("~1", "/").replaceAll("~0", "~");
}
