import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { admin, jwt, organization } from "better-auth/plugins";
import { betterAuthClaims } from "../providers/better-auth/claims.ts";
import { openLoopbackServer } from "./loopback-server.ts";

// The library itself, in this process: what it issues has to be accepted, and there is nothing to imitate.

export interface BetterAuthAppOptions {
  readonly algorithm?: "EdDSA" | "RS256";
  /** No `definePayload`: tokens have the whole user record. */
  readonly isDefaultPayload?: boolean;
}

/** Somebody who is signed in. */
export interface SignedIn {
  readonly userId: string;
  readonly headers: Headers;
}

export type BetterAuthApp = Awaited<ReturnType<typeof openBetterAuth>>;

const TABLES = [
  "user",
  "session",
  "account",
  "verification",
  "organization",
  "member",
  "invitation",
  "jwks",
  "apikey",
] as const;

type Row = { readonly [column: string]: string | undefined };

/** Better Auth with its memory adapter, its key set on loopback. */
export async function openBetterAuth({ algorithm = "EdDSA", isDefaultPayload }: BetterAuthAppOptions = {}) {
  const tables: Record<string, Row[]> = Object.fromEntries(TABLES.map((name) => [name, []]));
  const server = await openLoopbackServer(async ({ method, path }) => {
    const answer = await auth.handler(new Request(server.origin + path, { method }));
    return { status: answer.status, body: await answer.text() };
  });
  const find = (table: string, wanted: (row: Row) => boolean) => tables[table]?.find(wanted);
  const auth = betterAuth({
    baseURL: server.origin,
    secret: "only-for-tests-a-secret-of-more-than-32-characters",
    database: memoryAdapter(tables),
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    logger: { disabled: true },
    user: { additionalFields: { department: { type: "string", required: false } } },
    plugins: [
      admin(),
      organization(),
      apiKey(),
      jwt({
        jwks: { keyPairConfig: { alg: algorithm } },
        jwt: isDefaultPayload
          ? {}
          : {
              definePayload: ({ user, session }) => {
                const orgId: unknown = session.activeOrganizationId;
                const member = find(
                  "member",
                  (row) => row.organizationId === orgId && row.userId === user.id,
                );
                const active = find("organization", ({ id }) => id === orgId);
                return betterAuthClaims(
                  { user, session },
                  { member: member as never, organization: active as never },
                );
              },
            },
      }),
    ],
  });

  const signedIn = (userId: string, response: Response): SignedIn => {
    // The last one counts, and one that is deleted is not sent.
    const named = new Map(response.headers.getSetCookie().map((cookie) => [cookie.split("=")[0], cookie]));
    const cookies = [...named.values()].map((cookie) => cookie.split(";")[0] ?? "");
    return {
      userId,
      headers: new Headers({
        cookie: cookies.filter((cookie) => !cookie.endsWith("=")).join("; "),
        origin: server.origin,
      }),
    };
  };
  const change = (table: string, wanted: (row: Row) => boolean, changes: object) => {
    const row = find(table, wanted);
    if (!row) throw new Error(`no such row in ${table}`);
    Object.assign(row, changes);
  };

  return {
    server,
    async signUp(name: string, fields: object = {}): Promise<SignedIn> {
      const body = { name, email: `${name}@acme.test`, password: "a-long-passphrase", ...fields };
      const response = await auth.api.signUpEmail({ body, asResponse: true });
      const { user } = (await response.json()) as { readonly user: { readonly id: string } };
      return signedIn(user.id, response);
    },
    async createOrganization(slug: string, { headers }: SignedIn): Promise<string> {
      const created = await auth.api.createOrganization({ body: { name: slug, slug }, headers });
      return String(created?.id);
    },
    async setRole(orgId: string, { userId }: SignedIn, role: string): Promise<void> {
      change("member", (row) => row.organizationId === orgId && row.userId === userId, { role });
    },
    async makeAdmin({ userId }: SignedIn): Promise<void> {
      change("user", ({ id }) => id === userId, { role: "user,admin" });
    },
    session: ({ headers }: SignedIn) => auth.api.getSession({ headers }),
    activeMember: ({ headers }: SignedIn) => auth.api.getActiveMember({ headers }),
    token: async ({ headers }: SignedIn): Promise<string> => (await auth.api.getToken({ headers })).token,
    async impersonate({ headers }: SignedIn, { userId }: SignedIn): Promise<SignedIn> {
      const response = await auth.api.impersonateUser({ body: { userId }, headers, asResponse: true });
      return signedIn(userId, response);
    },
    ban: ({ headers }: SignedIn, { userId }: SignedIn) => auth.api.banUser({ body: { userId }, headers }),
    async createApiKey(
      { userId }: SignedIn,
      permissions: { readonly [resource: string]: string[] },
      rateLimitMax = 100,
    ): Promise<string> {
      const body = { userId, permissions, rateLimitEnabled: true, rateLimitMax, rateLimitTimeWindow: 60_000 };
      return (await auth.api.createApiKey({ body })).key;
    },
    verifyApiKey: (key: string) => auth.api.verifyApiKey({ body: { key } }),
  };
}
