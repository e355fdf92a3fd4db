import type { JsonObject } from "@orthrus/protocol";

/** A session as a test describes it. */
export interface ClerkSession {
  readonly sub?: string;
  readonly sid?: string;
  /** Format of the token; 2 unless said otherwise. */
  readonly version?: 1 | 2;
  /** The active organisation. */
  readonly org?: ClerkOrganization;
  /** Features with their scope: `o:docs`, `u:beta`, `ou:search`. Version 2 only. */
  readonly features?: readonly string[];
  /** Plans with their scope: `o:pro`. Version 2 only. */
  readonly plans?: readonly string[];
  readonly status?: "active" | "pending";
  /** Minutes since the first and the second factor were checked; -1 for never. */
  readonly factorAges?: readonly [number, number];
  readonly actor?: JsonObject;
  readonly azp?: string;
  /** Custom claims, and anything that shall overwrite or, with `undefined`, remove a claim. */
  readonly claims?: { readonly [name: string]: unknown };
}

export interface ClerkOrganization {
  readonly id: string;
  readonly slug?: string;
  /** With or without `org:`. */
  readonly role?: string;
  /** Such as `org:documents:edit`. */
  readonly permissions?: readonly string[];
}

/** The claims of a session that its version puts in its own way; times, issuer and custom claims come on top. */
export function sessionClaims(session: ClerkSession): { readonly [name: string]: unknown } {
  return session.version === 1 ? versionOne(session) : versionTwo(session);
}

function versionOne({ org, ...session }: ClerkSession): { readonly [name: string]: unknown } {
  return {
    ...common(session),
    ...(org && {
      org_id: org.id,
      ...(org.slug !== undefined && { org_slug: org.slug }),
      org_role: `org:${bareRole(org)}`,
      org_permissions: org.permissions ?? [],
    }),
  };
}

function versionTwo({ org, features = [], ...session }: ClerkSession): { readonly [name: string]: unknown } {
  const compact = compactPermissions(features, org?.permissions ?? []);
  return {
    ...common(session),
    v: 2,
    jti: `jti_${session.sid ?? "sess_1"}`,
    sts: session.status ?? "active",
    ...(session.plans && { pla: session.plans.join(",") }),
    ...(compact.features.length > 0 && { fea: compact.features.join(",") }),
    ...(org && {
      o: {
        id: org.id,
        ...(org.slug !== undefined && { slg: org.slug }),
        rol: bareRole(org),
        ...(compact.names.length > 0 && { per: compact.names.join(","), fpm: compact.masks.join(",") }),
      },
    }),
  };
}

function common(session: ClerkSession): { readonly [name: string]: unknown } {
  return {
    sub: session.sub ?? "user_1",
    sid: session.sid ?? "sess_1",
    ...(session.azp !== undefined && { azp: session.azp }),
    ...(session.factorAges && { fva: session.factorAges }),
    ...(session.actor && { act: session.actor }),
  };
}

function bareRole({ role = "member" }: ClerkOrganization): string {
  return role.replace(/^org:/, "");
}

/** Features that have permissions but are not listed belong to the organisation. */
function compactPermissions(features: readonly string[], permissions: readonly string[]) {
  const pairs = permissions.map((permission) => {
    const [, feature = "", name = ""] = /^org:([^:]+):(.+)$/.exec(permission) ?? [];
    return { feature, name };
  });
  const names = [...new Set(pairs.map(({ name }) => name))];
  const listed = features.flatMap((entry) => organizationFeature(entry));
  const further = [...new Set(pairs.map(({ feature }) => feature))].filter((name) => !listed.includes(name));
  const masks = [...listed, ...further].map((feature) => {
    const granted = new Set(pairs.filter((pair) => pair.feature === feature).map(({ name }) => name));
    return names.reduce((mask, name, bit) => (granted.has(name) ? mask | (1n << BigInt(bit)) : mask), 0n);
  });
  return { names, masks, features: [...features, ...further.map((name) => `o:${name}`)] };
}

function organizationFeature(entry: string): readonly string[] {
  const [, scope = "", name = ""] = /^([^:]*):(.*)$/.exec(entry) ?? [];
  return scope.includes("o") ? [name] : [];
}
