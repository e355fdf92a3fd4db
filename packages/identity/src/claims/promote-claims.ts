import type { Json, JsonObject } from "@orthrus/protocol";
import type { VerifiedClaims } from "../verified-identity.ts";
import type { ClaimMapping, MappingRow } from "./claim-mapping.ts";
import { parseClaimPath } from "./claim-path.ts";
import type { MappingNote } from "./mapping-note.ts";
import type { MutableObject } from "./mutable-object.ts";
import { NORMALISED_ATTRIBUTES, PROTOCOL_CLAIMS } from "./reserved-names.ts";

export type Promotion = (claims: VerifiedClaims, attributes: MutableObject, notes: MappingNote[]) => void;

/**
 * Copies custom claims to attributes of their name: whatever is neither protocol, nor consumed by a row, nor withheld.
 *
 * A claim named like an attribute that mappings fill goes to `attr.claims` only, so that it can never pass for derived
 * data. A claim named by a URL goes there under its full name, and to the last segment of its path.
 */
export function promotionOf(mapping: ClaimMapping, extraRows: readonly MappingRow[]): Promotion {
  const consumed = new Set([...PROTOCOL_CLAIMS, ...mapping.internal, ...mapping.rows.flatMap(topClaimsOf)]);
  const withheld = new Set([...mapping.userEditable, "__proto__"]);
  const reserved = new Set([
    ...NORMALISED_ATTRIBUTES,
    ...[...mapping.rows, ...extraRows].flatMap(topTargetsOf),
  ]);
  const unwrap = mapping.unwrap ?? ((value: Json) => value);

  return (claims, attributes, notes) => {
    let apart: MutableObject | undefined;
    let urls: string[] | undefined;
    const keepApart = (name: string, value: Json) => {
      apart ??= {};
      apart[name] = value;
    };
    for (const name of Object.keys(claims)) {
      if (consumed.has(name)) continue;
      const claim = claims[name];
      if (claim === undefined || claim === null) continue;
      if (withheld.has(name)) {
        notes.push({ kind: "withheld", claim: name, message: `\`${name}\` is never an attribute` });
        continue;
      }
      const value = unwrap(claim);
      if (value === null) continue;
      if (name.includes("://")) {
        keepApart(name, value);
        urls ??= [];
        urls.push(name);
      } else if (reserved.has(name)) {
        keepApart(name, value);
        notes.push(collision(name, name));
      } else attributes[name] = value;
    }
    if (urls && apart) promoteUrls(urls, apart, attributes);
    if (apart) attributes.claims = apart;
  };

  /** After the others, so that a plain claim wins whatever the order in the token. */
  function promoteUrls(urls: readonly string[], values: JsonObject, attributes: MutableObject): void {
    for (const url of urls) {
      const name = lastSegment(url);
      const value = values[url];
      if (name === "" || value === undefined || reserved.has(name) || withheld.has(name)) continue;
      if (!Object.hasOwn(attributes, name)) attributes[name] = value;
    }
  }
}

function topClaimsOf({ from }: MappingRow): readonly string[] {
  return (typeof from === "string" ? [from] : from).map((path) => parseClaimPath(path)[0]);
}

function topTargetsOf({ to }: MappingRow): readonly string[] {
  return to.startsWith("attr.") ? [to.split(".")[1] ?? ""] : [];
}

function collision(claim: string, attribute: string): MappingNote {
  return {
    kind: "collision",
    claim,
    message: `\`${claim}\` is kept as \`attr.claims.${claim}\`, because mappings fill \`attr.${attribute}\``,
  };
}

function lastSegment(url: string): string {
  return url.split(/[/#]/).findLast((segment) => segment !== "") ?? "";
}
