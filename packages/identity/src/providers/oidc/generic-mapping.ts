import { actorDecoder } from "../../claims/actor.ts";
import type { MappingRow } from "../../claims/claim-mapping.ts";
import { wordList } from "../../claims/decoders.ts";

/** Claims that mean the same at every issuer. */
// biome-ignore format: one row per claim
export const GENERIC_ROWS: readonly MappingRow[] = [
  { from: ["azp", "client_id", "cid", "appid", "sub"], to: "id", type: "string", when: "service" },
  { from: "sub",                  to: "id",                  type: "string", when: "user" },
  { from: "email",                to: "attr.email",          type: "string" },
  { from: "email_verified",       to: "attr.emailVerified",  type: "boolean" },
  { from: "name",                 to: "attr.name",           type: "string" },
  { from: ["scope", "scp"],       to: "attr.scopes",         type: "strings", decode: wordList },
  { from: "permissions",          to: "attr.permissions",    type: "strings" },
  { from: "groups",               to: "attr.groups",         type: "strings" },
  { from: "acr",                  to: "attr.assurance.acr",  type: "string" },
  { from: "amr",                  to: "attr.assurance.amr",  type: "strings" },
  { from: "auth_time",            to: "attr.assurance.authTime", type: "number" },
  { from: "act",                  to: "attr.actor",          type: "object",  decode: actorDecoder },
];
