import type { Pdp } from "@orthrus/engine";
import type { Plan } from "@orthrus/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attributesOf } from "../attributes-of.ts";
import { FilterError } from "../errors.ts";
import type { ResourceMapping } from "../mapping.ts";
import { joinedDocument } from "./document-mapping.ts";
import { type Documents, hostileDocuments } from "./documents.ts";
import { pdpOfShapes } from "./policies.ts";
import { asker, shapes } from "./shapes.ts";

/** A database, or a mapper on one, that a filter is asked of. */
export interface FilterBackend {
  readonly mapping: ResourceMapping;
  /** Makes the tables and fills them. */
  readonly open: (documents: Documents) => Promise<void>;
  /** Makes a filter of a plan and returns the ids of the documents that it lets through. Throws: `FilterError`. */
  readonly query: (plan: Plan, now: () => Date) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
  /** The store holds only lists and documents of the right type. */
  readonly isStrict?: boolean;
  /** Columns of the store take values of any type. */
  readonly isDynamic?: boolean;
  /** Tries these shapes only, where another backend of the kind tries all. */
  readonly only?: RegExp;
  /** Shapes that this backend refuses, and with which operator. */
  readonly refuses?: (shape: string) => boolean;
}

const now = new Date("2026-11-20T12:00:00.000Z");

/**
 * The law of filters: rows that the query returns are the rows that a check allows, whatever is in them. A shape that a
 * backend cannot say is refused, and no other.
 */
export function filterContract(title: string, backend: FilterBackend): void {
  describe(title, () => {
    const documents = documentsFor(backend);
    const pdp = pdpOfShapes(shapes, now);
    // A database inside the process takes seconds to start where other tests keep the machine busy.
    beforeAll(() => backend.open(documents), 60_000);
    afterAll(() => backend.close());

    const tried = shapes
      .map((shape, index) => ({ ...shape, index }))
      .filter(({ name }) => backend.only?.test(name) ?? true);

    test.each(tried)("$name", async ({ name, index, narrower }) => {
      const plan = planOf(pdp, `s${index}`);
      if (backend.refuses?.(name) === true) {
        await expect(backend.query(plan, () => now)).rejects.toThrow(FilterError);
        return;
      }
      const found = [...(await backend.query(plan, () => now))].sort();
      const allowed = allowedIds(pdp, `s${index}`, documents, backend.mapping);
      if (narrower === undefined) expect(found).toEqual(allowed);
      else expect(allowed).toEqual(expect.arrayContaining(found));
    });
  });
}

/** The rows that a backend is tried on. */
export function documentsFor({ isStrict = false, isDynamic = false }: FilterBackend): Documents {
  return hostileDocuments({ isStrict, isDynamic });
}

/** The plan of an action. */
export function planOf(pdp: Pdp, action: string): Plan {
  return pdp.plan({ principal: asker, resource: { kind: "document" }, actions: [action] });
}

/** The documents on which a check allows an action, in the order of their ids. */
export function allowedIds(
  pdp: Pdp,
  action: string,
  documents: Documents,
  mapping: ResourceMapping,
): readonly string[] {
  return documents.documents.flatMap((document) => {
    const id = String(document.id);
    const attributes = attributesOf(joinedDocument(document, documents), mapping);
    const resource = { kind: "document", id, attributes };
    return pdp.check({ principal: asker, resource, actions: [action] }).allAllowed() ? [id] : [];
  });
}
