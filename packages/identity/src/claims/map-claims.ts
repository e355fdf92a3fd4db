import type { Json, JsonObject } from "@orthrus/protocol";
import type { IdentityKind, VerifiedClaims, VerifiedIdentity } from "../verified-identity.ts";
import { hasAttributeType } from "./attribute-type.ts";
import type { ClaimMapping, MappingRow } from "./claim-mapping.ts";
import { type ClaimPath, isObject, parseClaimPath, readClaim } from "./claim-path.ts";
import type { MappingNote } from "./mapping-note.ts";
import type { MutableObject } from "./mutable-object.ts";
import { promotionOf } from "./promote-claims.ts";
import { BASELINE_ROLES } from "./reserved-names.ts";

/** What the claims say, before overrides and validation. */
export interface MappedClaims {
  readonly id: string | undefined;
  /** Without the baseline role; may repeat. */
  readonly roles: readonly string[];
  readonly attributes: MutableObject;
  readonly notes: readonly MappingNote[];
}

export type ClaimsMapper = (identity: VerifiedIdentity) => MappedClaims;

interface Draft {
  id: string | undefined;
  roles: string[];
  attributes: MutableObject;
  notes: MappingNote[];
}

interface Step {
  readonly row: MappingRow;
  readonly paths: readonly ClaimPath[];
  /** Names below `attr`; empty for `id` and `roles`. */
  readonly target: readonly string[];
}

/**
 * Turns a mapping table into a function over verified claims.
 *
 * Throws: `identity/invalid-configuration`, for paths that are none.
 */
export function claimsMapper(mapping: ClaimMapping, extraRows: readonly MappingRow[] = []): ClaimsMapper {
  const steps = [...extraRows, ...mapping.rows].map(stepOf);
  const stepsOf: Record<IdentityKind, readonly Step[]> = {
    user: steps.filter(({ row }) => row.when !== "service"),
    service: steps.filter(({ row }) => row.when !== "user"),
  };
  const promote = promotionOf(mapping, extraRows);
  return (identity) => {
    const draft: Draft = { id: undefined, roles: [], attributes: { idp: idpOf(identity) }, notes: [] };
    for (const step of stepsOf[identity.kind]) applyStep(step, identity.claims, draft);
    promote(identity.claims, draft.attributes, draft.notes);
    return draft;
  };
}

function stepOf(row: MappingRow): Step {
  const from = typeof row.from === "string" ? [row.from] : row.from;
  const target = row.to.startsWith("attr.") ? row.to.slice("attr.".length).split(".") : [];
  return { row, paths: from.map(parseClaimPath), target };
}

function idpOf(identity: VerifiedIdentity): JsonObject {
  const { provider, issuer, tokenType, sessionId, bound } = identity;
  const idp: MutableObject = { provider, issuer, tokenType };
  if (sessionId !== undefined) idp.sessionId = sessionId;
  if (bound !== undefined) idp.bound = bound;
  return idp;
}

function applyStep({ row, paths, target }: Step, claims: VerifiedClaims, draft: Draft): void {
  const value = decodedValue(row, paths, claims);
  if (value === undefined || value === null) return;
  if (!hasAttributeType(value, row.type)) {
    draft.notes.push({
      kind: "wrong-type",
      claim: String(row.from),
      message: `\`${String(row.from)}\` is not of type ${row.type}, so \`${row.to}\` is left out`,
    });
    return;
  }
  if (row.to === "id") draft.id ??= String(value);
  else if (row.to === "roles") addRoles(draft, String(row.from), value);
  else put(draft.attributes, target, value);
}

function decodedValue(
  { decode }: MappingRow,
  paths: readonly ClaimPath[],
  claims: VerifiedClaims,
): Json | undefined {
  if (decode)
    return decode.decode(
      paths.map((path) => readClaim(claims, path)),
      claims,
    );
  for (const path of paths) {
    const value = readClaim(claims, path);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

function addRoles(draft: Draft, claim: string, value: Json): void {
  for (const role of Array.isArray(value) ? value : [value]) {
    if (typeof role !== "string") continue;
    if (!BASELINE_ROLES.includes(role)) draft.roles.push(role);
    // SECURITY: a role called `service` must not make a person what only verified machines are.
    else if (role !== "user") draft.notes.push(baselineNote(claim, role));
  }
}

function baselineNote(claim: string, role: string): MappingNote {
  const message = `the role \`${role}\` is left out; its name says how somebody was verified`;
  return { kind: "collision", claim, message };
}

/** Keeps what an earlier row has put there. */
function put(attributes: MutableObject, names: readonly string[], value: Json): void {
  let place = attributes;
  for (let i = 0; i < names.length - 1; i++) {
    const name = names[i] ?? "";
    const next = place[name];
    if (next !== undefined && !isObject(next)) return;
    // Copied, because an object may be part of the claims.
    const own: MutableObject = { ...next };
    place[name] = own;
    place = own;
  }
  const last = names.at(-1) ?? "";
  if (place[last] === undefined) place[last] = value;
}
