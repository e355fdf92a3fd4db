import { nearestName, sanitizeName } from "@orthrus/policy";
import type { Chains, ProgramInput } from "../check/build-program.ts";
import { matchesAny } from "../rule-table/pattern.ts";
import { findEntry } from "../rule-table/rule-table.ts";
import type { Reason } from "./explanation.ts";
import { reason } from "./reasons.ts";

/** Why no policy is about a resource: there is none, none of this version, or none in the scopes that count. */
export function noPolicyReason({ table, kind, version, scope }: ProgramInput): Reason {
  const name = sanitizeName(kind);
  const versions = table.resources.get(name);
  if (versions === undefined) {
    const guess = nearestName(name, table.resources.keys());
    const hint = guess === undefined ? "add a resource policy for it" : `did you mean \`${guess}\`?`;
    return reason("no-policy", `no policy is about resources of kind \`${kind}\``, { hint });
  }
  const scopes = versions.get(version);
  if (scopes === undefined) {
    const hint = `ask with version ${list(versions.keys())}, or add a policy of version \`${version}\``;
    return reason("wrong-version", `no policy about \`${kind}\` has version \`${version}\``, { hint });
  }
  return scopeMissing(kind, scope, scopes.keys(), table.resourceScopes.has(scope));
}

function scopeMissing(kind: string, scope: string, scopes: Iterable<string>, exists: boolean): Reason {
  const hint = `policies about \`${kind}\` are in ${list(scopes)}`;
  const place = scope === "" ? "the root scope" : `scope \`${scope}\``;
  const message = exists
    ? `no policy about \`${kind}\` is in ${place} or above it`
    : `no policy at all is in ${place}, and parents answer only where scope search is lenient`;
  return reason("scope-missing", message, { hint });
}

/** Why no rule could have allowed an action: nobody may do it, whatever the role. */
export function noRuleReason(input: ProgramInput, { resource }: Chains, action: string): Reason {
  const policies = resource.scopes.flatMap((scope) => {
    const entry = findEntry(input.table.resources, sanitizeName(input.kind), input.version, scope);
    return entry ? [entry] : [];
  });
  const known = new Set(policies.flatMap(({ policy }) => policy.rules.flatMap(({ actions }) => actions)));
  const isDenied = policies.some(({ rules }) =>
    rules()
      .flat()
      .some(({ actions }) => matchesAny(actions, action)),
  );
  const guess = nearestName(action, known);
  const hint = guess === undefined || guess === action ? undefined : `did you mean \`${guess}\`?`;
  const [first] = policies;
  const message = isDenied
    ? `no rule allows \`${action}\` to anybody`
    : `no rule is about the action \`${action}\``;
  return reason("action-missing", message, {
    policy: first?.policy.key ?? resource.key,
    file: first?.policy.file,
    hint,
  });
}

function list(names: Iterable<string>): string {
  return [...names].map((name) => (name === "" ? "the root scope" : `\`${name}\``)).join(", ");
}
