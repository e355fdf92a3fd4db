import { attributesOf } from "../attributes-of.ts";
import { listFilter } from "../memory.ts";
import type { FilterBackend } from "./contract-suite.ts";
import { documentMapping, joinedDocument } from "./document-mapping.ts";
import type { Documents } from "./documents.ts";

/** The documents in memory. */
export function memoryBackend(): FilterBackend {
  const mapping = documentMapping({ timestamps: "text" });
  let rows: Documents | undefined;
  return {
    mapping,
    isDynamic: true,
    open: async (documents) => {
      rows = documents;
    },
    query: async (plan, now) => {
      const { where } = listFilter(plan, { now });
      const documents = rows;
      if (documents === undefined) return [];
      return documents.documents
        .map((document) => ({
          id: String(document.id),
          attributes: attributesOf(joinedDocument(document, documents), mapping),
        }))
        .filter(where)
        .map(({ id }) => id);
    },
    close: async () => undefined,
  };
}
