import type { Json, JsonObject } from "@orthrus/protocol";
import { type CoreRoutes, OK } from "./core-route.ts";
import { type CoreState, userRolesKey } from "./core-state.ts";

const NO_ROLE = { status: "UNKNOWN_ROLE_ERROR" } as const;

/** Roles with their permissions, given to users of one tenant. */
export function roleRoutes({ roles, userRoles }: CoreState): CoreRoutes {
  return {
    "PUT /recipe/role": (request) => {
      const role = request.text("role");
      const known = roles.get(role);
      roles.set(role, new Set([...(known ?? []), ...texts(request.value("permissions"))]));
      return { ...OK, createdNewRole: known === undefined };
    },

    "GET /recipe/role/permissions": (request) => {
      const permissions = roles.get(request.text("role"));
      return permissions ? { ...OK, permissions: [...permissions] } : NO_ROLE;
    },

    "GET /recipe/roles": () => ({ ...OK, roles: [...roles.keys()] }),

    "PUT /recipe/user/role": (request) => {
      const role = request.text("role");
      if (!roles.has(role)) return NO_ROLE;
      const key = userRolesKey(request.tenantId, request.text("userId"));
      const own = userRoles.get(key) ?? new Set();
      userRoles.set(key, new Set([...own, role]));
      return { ...OK, didUserAlreadyHaveRole: own.has(role) };
    },

    "POST /recipe/user/role/remove": (request) => {
      const own = userRoles.get(userRolesKey(request.tenantId, request.text("userId")));
      return { ...OK, didUserHaveRole: own?.delete(request.text("role")) ?? false };
    },

    "GET /recipe/user/roles": (request) => ({
      ...OK,
      roles: [...(userRoles.get(userRolesKey(request.tenantId, request.text("userId"))) ?? [])],
    }),
  };
}

/** What is kept about users beside their accounts, whatever the tenant. */
export function metadataRoutes({ metadata }: CoreState): CoreRoutes {
  return {
    "GET /recipe/user/metadata": (request) => ({
      ...OK,
      metadata: metadata.get(request.text("userId")) ?? {},
    }),

    "PUT /recipe/user/metadata": (request) => {
      const merged: JsonObject = {
        ...metadata.get(request.text("userId")),
        ...request.object("metadataUpdate"),
      };
      const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
      metadata.set(request.text("userId"), kept);
      return { ...OK, metadata: kept };
    },

    "POST /recipe/user/metadata/remove": (request) => {
      metadata.delete(request.text("userId"));
      return OK;
    },
  };
}

export function tenantRoutes({ tenants }: CoreState): CoreRoutes {
  return {
    "PUT /recipe/multitenancy/tenant/v2": (request) => {
      const tenantId = request.text("tenantId");
      const createdNew = !tenants.has(tenantId);
      tenants.set(tenantId, {});
      return { ...OK, createdNew };
    },

    "GET /recipe/multitenancy/tenant/v2": (request) => {
      if (!tenants.has(request.tenantId)) return { status: "TENANT_NOT_FOUND_ERROR" };
      return {
        ...OK,
        tenantId: request.tenantId,
        thirdParty: { providers: [] },
        firstFactors: null,
        coreConfig: {},
      };
    },

    "GET /recipe/multitenancy/tenant/list/v2": () => ({
      ...OK,
      tenants: [...tenants.keys()].map((tenantId) => ({
        tenantId,
        thirdParty: { providers: [] },
        coreConfig: {},
      })),
    }),
  };
}

function texts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
