import { attributesOf } from "./attributes-of.ts";
import { filterContract } from "./contract-suite/contract-suite.ts";
import { documentMapping, joinedDocument } from "./contract-suite/document-mapping.ts";
import type { Documents } from "./contract-suite/documents.ts";
import { listFilter } from "./memory.ts";

const mapping = documentMapping({ timestamps: "text" });
let rows: Documents | undefined;

filterContract("A predicate", {
  mapping,
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
});
