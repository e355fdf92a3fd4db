import { type HookEvent, type HookOptions, hookSender } from "./hook-sender.ts";
import { given } from "./read-fields.ts";

/** What SuperTokens says about a user, by shape. */
export interface SuperTokensUser {
  readonly id: string;
  readonly emails: readonly string[];
  readonly tenantIds: readonly string[];
  readonly loginMethods: readonly { readonly verified: boolean; readonly email?: string | undefined }[];
}

/** Overrides for recipes: `Session.init({ override: { functions: hooks.session } })`. They change no answer. */
export interface SuperTokensHooks {
  /** `Session`: sessions that were revoked, also by signing out. */
  session<Original extends object>(original: Original): Original;
  /** `EmailPassword`, `ThirdParty`, `Passwordless`: users that sign up. */
  signUp<Original extends object>(original: Original): Original;
  /** `UserRoles`: the roles a user has in a tenant. */
  userRoles<Original extends object>(original: Original): Original;
  /** Call it after `supertokens.deleteUser`, which cannot be overridden. */
  userRemoved(userId: string): Promise<void>;
  /** Call it after anything else that changes a user. */
  userChanged(user: SuperTokensUser): Promise<void>;
}

/** What is told after a function of a recipe has answered. */
type Teller = (
  input: Fields,
  answer: unknown,
  original: Functions,
) => readonly HookEvent[] | Promise<readonly HookEvent[]>;
type Fields = { readonly [name: string]: unknown };
type Functions = { readonly [name: string]: unknown };

// biome-ignore format: one row per function
const SESSION: ReadonlyMap<string, Teller> = new Map([
  ["revokeSession",            ({ sessionHandle }, isRevoked) => (isRevoked === true ? sessionsOver([sessionHandle]) : [])],
  ["revokeMultipleSessions",   (_, handles) => sessionsOver(handles)],
  ["revokeAllSessionsForUser", (_, handles) => sessionsOver(handles)],
]);

// biome-ignore format: one row per function
const SIGN_UP: ReadonlyMap<string, Teller> = new Map([
  ["signUp",      (_, answer) => signedUp(answer)],
  ["signInUp",    (_, answer) => signedUp(answer)],
  ["consumeCode", (_, answer) => signedUp(answer)],
]);

// biome-ignore format: one row per function
const USER_ROLES: ReadonlyMap<string, Teller> = new Map([
  ["addRoleToUser",  rolesChanged],
  ["removeUserRole", rolesChanged],
]);

/** SuperTokens sends no webhooks; these hooks say the same things from inside the application. */
export function superTokensHooks(options: HookOptions): SuperTokensHooks {
  const send = hookSender(options);
  const override = (tellers: ReadonlyMap<string, Teller>) => (original: object) => ({
    ...original,
    ...Object.fromEntries([...tellers].flatMap(([name, tell]) => overridden(original, name, tell, send))),
  });
  return {
    // An override has the functions of the original, which is all that the type of a recipe asks.
    session: override(SESSION) as SuperTokensHooks["session"],
    signUp: override(SIGN_UP) as SuperTokensHooks["signUp"],
    userRoles: override(USER_ROLES) as SuperTokensHooks["userRoles"],
    userRemoved: (userId) => send({ type: "user.removed", userId }),
    userChanged: (user) => send(userEvent(user)),
  };
}

function overridden(
  original: object,
  name: string,
  tell: Teller,
  send: ReturnType<typeof hookSender>,
): readonly (readonly [string, unknown])[] {
  const functions = original as Functions;
  const run = functions[name];
  if (typeof run !== "function") return [];
  const wrapped = async (input: Fields): Promise<unknown> => {
    const answer: unknown = await run.call(original, input);
    await send(...(await tell(input, answer, functions)));
    return answer;
  };
  return [[name, wrapped]];
}

function sessionsOver(handles: unknown): readonly HookEvent[] {
  const known = Array.isArray(handles) ? handles.filter((handle) => typeof handle === "string") : [];
  return known.map((sessionId) => ({ type: "session.revoked", sessionId }));
}

function signedUp(answer: unknown): readonly HookEvent[] {
  if (!isFields(answer) || answer.status !== "OK" || !isUser(answer.user)) return [];
  const { user } = answer;
  const changed = userEvent(user);
  // Who was here before has roles, which a bare membership would take away.
  const isNew = answer.createdNewRecipeUser !== false && user.loginMethods.length === 1;
  const members = isNew ? user.tenantIds.map((orgId) => memberEvent(user.id, orgId, [])) : [];
  return [...members, changed];
}

function userEvent(user: SuperTokensUser): HookEvent {
  const [email] = user.emails;
  const emailVerified =
    email === undefined
      ? undefined
      : user.loginMethods.some((method) => method.email === email && method.verified);
  return { type: "user.upserted", user: given({ id: user.id, email, emailVerified }) };
}

function memberEvent(userId: string, orgId: string, roles: readonly string[]): HookEvent {
  return { type: "member.upserted", member: { userId, orgId, roles, permissions: [] } };
}

async function rolesChanged(
  input: Fields,
  answer: unknown,
  original: Functions,
): Promise<readonly HookEvent[]> {
  const { userId, tenantId, userContext } = input;
  const read = original.getRolesForUser;
  if (!isFields(answer) || answer.status !== "OK" || typeof read !== "function") return [];
  if (typeof userId !== "string" || typeof tenantId !== "string") return [];
  const known: unknown = await read.call(original, { userId, tenantId, userContext });
  const roles = isFields(known) && Array.isArray(known.roles) ? known.roles : [];
  return [
    memberEvent(
      userId,
      tenantId,
      roles.filter((role) => typeof role === "string"),
    ),
  ];
}

function isUser(value: unknown): value is SuperTokensUser {
  return (
    isFields(value) &&
    typeof value.id === "string" &&
    [value.emails, value.tenantIds, value.loginMethods].every(Array.isArray)
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
