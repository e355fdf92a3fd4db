import type { Json } from "@orthrus/protocol";
import { decodeBase64 } from "../decode-base64.ts";
import { type KeywordContext, textAt } from "../keyword.ts";
import { singleQuoted } from "../quote.ts";
import { applyToContent, violate } from "../run-schema.ts";
import type { Assertion } from "../schema-node.ts";

/** `contentEncoding`, `contentMediaType`, `contentSchema`; only base64 and JSON are understood, others pass. */
export function compileContent({ schema, dialect, compile }: KeywordContext): readonly Assertion[] {
  if (dialect.version < 7) return [];
  const encoding = textAt(schema, "contentEncoding");
  const mediaType = textAt(schema, "contentMediaType");
  const content = schema.get("contentSchema");
  const isBase64 = encoding === "base64";
  const isJson = mediaType === "application/json";
  if (!isBase64 && !isJson) return [];
  const hasSchema = isJson && content !== undefined && dialect.version >= 2019;
  const node = hasSchema ? compile(content, "contentSchema") : undefined;
  return [
    (value, run) => {
      if (typeof value !== "string") return true;
      const text = isBase64 ? decodeBase64(value) : value;
      if (text === undefined) return violate(run, "contentEncoding", "value is not base64 encoded");
      if (!isJson) return true;
      const json = parseJson(text);
      if (json === undefined) {
        const message = `value is not of mediatype ${singleQuoted("application/json")}`;
        return violate(run, "contentMediaType", message);
      }
      // SECURITY: the text may hold a value deeper or larger than the one the limits were set for.
      return node === undefined || applyToContent(node, json, run, "contentSchema");
    },
  ];
}

function parseJson(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}
