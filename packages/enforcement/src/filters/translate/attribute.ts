import { always, anyOf, never, state } from "../combine.ts";
import { type Condition, type Place, resourceRow } from "../condition.ts";
import { FilterError } from "../errors.ts";
import type { Attribute, Attributes, ListColumn, ToMany } from "../mapping.ts";
import { nearestNames } from "./nearest-name.ts";
import type { Scope } from "./scope.ts";
import { type Cases, type List, only, scalarTerm, type Term } from "./term.ts";

const attributePrefix = "request.resource.attr";

/** What a name stands for: an attribute of the resource, or the variable of a lambda and what is in it. */
export function variableCases(name: string, scope: Scope): Cases {
  const [first = "", ...rest] = name.split(".");
  const local = scope.locals.get(first);
  if (local !== undefined) return selectAll(local, rest, scope, name);
  if (name === "request.resource.id" && scope.mapping.id !== undefined) {
    return only(scalarTerm({ kind: "column", place: here, column: scope.mapping.id }));
  }
  if (name !== attributePrefix && !name.startsWith(`${attributePrefix}.`)) throw unmapped(name, []);
  const path = name.split(".").slice(3);
  const root = only({ kind: "object", attributes: scope.mapping.attributes, place: here });
  return selectAll(root, path, scope, name);
}

const here: Place = { row: resourceRow, via: [] };

function selectAll(cases: Cases, path: readonly string[], scope: Scope, name: string): Cases {
  return path.reduce((of, key) => selectField(of, key, scope, name), cases);
}

/** Throws: `enforcement/unmapped-attribute` when the mapping does not know the field. */
export function selectField(cases: Cases, key: string, scope: Scope, name: string): Cases {
  return cases.map(({ when, term }) => ({ when, term: fieldOf(term, key, scope, name) }));
}

function fieldOf(term: Term, key: string, scope: Scope, name: string): Term {
  if (term.kind !== "object") throw unmapped(name, []);
  const attribute = ownAttribute(term.attributes, key);
  if (attribute === undefined) throw unmapped(name, nearestNames(key, Object.keys(term.attributes)));
  return attributeTerm(attribute, term.place, scope);
}

function ownAttribute(attributes: Attributes, key: string): Attribute | undefined {
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

function attributeTerm(attribute: Attribute, place: Place, scope: Scope): Term {
  switch (attribute.kind) {
    case "column":
      return scalarTerm({ kind: "column", place, column: attribute });
    case "group":
      return { kind: "object", attributes: attribute.attributes, place };
    case "to-one":
      return {
        kind: "object",
        attributes: attribute.attributes,
        place: { row: place.row, via: [...place.via, attribute] },
      };
    case "list":
      return { kind: "list", list: storedList(attribute, place, scope) };
    case "to-many":
      return { kind: "list", list: relatedList(attribute, place, scope) };
  }
}

function storedList(list: ListColumn, place: Place, scope: Scope): List {
  const stored = { kind: "list-value", place, list } as const;
  const row = scope.newRow();
  return {
    defined: state("value", stored),
    isNull: state("null", stored),
    generators: [
      {
        rows: { row, from: { kind: "list", list: stored } },
        when: always,
        item: only(scalarTerm({ kind: "element", row, list })),
      },
    ],
    stored,
  };
}

function relatedList(relation: ToMany, place: Place, scope: Scope): List {
  const row = scope.newRow();
  const inside: Place = { row, via: [] };
  const { element } = relation;
  const item: Term = isColumn(element)
    ? scalarTerm({ kind: "column", place: inside, column: element })
    : { kind: "object", attributes: element.attributes, place: inside };
  return {
    defined: place.via.length === 0 ? always : state("value", { kind: "parent", place }),
    isNull: never,
    generators: [
      {
        rows: { row, from: { kind: "relation", place, relation } },
        when: elementIsThere(item),
        item: only(item),
      },
    ],
  };
}

/** A row whose column has no value and is not null gives no element. */
function elementIsThere(item: Term): Condition {
  if (item.kind !== "scalar") return always;
  return anyOf(state("value", item.scalar), state("null", item.scalar));
}

function isColumn(
  element: ToMany["element"],
): element is Exclude<ToMany["element"], { attributes: Attributes }> {
  return "kind" in element;
}

function unmapped(name: string, nearest: readonly string[]): FilterError {
  const known = nearest.map((each) => `\`${each}\``).join(", ");
  return new FilterError("enforcement/unmapped-attribute", `\`${name}\` has no column`, {
    where: name,
    hint: known === "" ? "add it to the mapping" : `add it to the mapping; did you mean ${known}?`,
  });
}
