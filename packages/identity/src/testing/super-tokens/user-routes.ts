import { randomUUID } from "node:crypto";
import type { Json, JsonObject } from "@orthrus/protocol";
import { type CoreAnswer, type CoreRoutes, OK } from "./core-route.ts";
import type { CoreState, CoreUser } from "./core-state.ts";

/** Users of three login recipes, found by id or by what identifies an account. */
export function userRoutes({ users, codes }: CoreState, nowMs: () => number): CoreRoutes {
  const find = (wanted: (user: CoreUser) => boolean) => [...users.values()].find(wanted);
  const add = (tenantId: string, user: Pick<CoreUser, "recipeId" | "email" | "password" | "thirdParty">) => {
    const added = { ...user, id: randomUUID(), tenantIds: [tenantId], joinedMs: nowMs() };
    users.set(added.id, added);
    return added;
  };
  const passwordUser = (email: string) =>
    find((user) => user.recipeId === "emailpassword" && user.email === email);

  return {
    "GET /user/id": (request) => {
      const user = users.get(request.text("userId"));
      return user ? { ...OK, user: userAnswer(user) } : { status: "UNKNOWN_USER_ID_ERROR" };
    },

    "GET /users/by-accountinfo": (request) => {
      const found = [...users.values()].filter(({ email }) => email === request.text("email"));
      return { ...OK, users: found.map(userAnswer) };
    },

    "POST /recipe/signup": (request) => {
      const [email, password] = [request.text("email"), request.text("password")];
      if (passwordUser(email)) return { status: "EMAIL_ALREADY_EXISTS_ERROR" };
      return signedIn(add(request.tenantId, { recipeId: "emailpassword", email, password }));
    },

    "POST /recipe/signin": (request) => {
      const user = passwordUser(request.text("email"));
      return user && user.password === request.text("password")
        ? signedIn(user)
        : { status: "WRONG_CREDENTIALS_ERROR" };
    },

    "POST /recipe/signinup": (request) => {
      const thirdParty = { id: request.text("thirdPartyId"), userId: request.text("thirdPartyUserId") };
      const email = String(request.object("email").id);
      const known = find(
        (one) => one.thirdParty?.id === thirdParty.id && one.thirdParty.userId === thirdParty.userId,
      );
      const user = known ?? add(request.tenantId, { recipeId: "thirdparty", email, thirdParty });
      return { ...signedIn(user), createdNewUser: known === undefined };
    },

    "POST /recipe/signinup/code": (request) => {
      const [preAuthSessionId, code] = [randomUUID(), randomUUID().slice(0, 6)];
      codes.set(preAuthSessionId, { email: request.text("email"), code });
      const sent = { codeId: randomUUID(), linkCode: randomUUID(), userInputCode: code };
      const times = { codeLifetime: 900_000, timeCreated: nowMs() };
      return {
        ...OK,
        preAuthSessionId,
        deviceId: preAuthSessionId,
        flowType: "USER_INPUT_CODE",
        ...sent,
        ...times,
      };
    },

    "POST /recipe/signinup/code/consume": (request) => {
      const sent = codes.get(request.text("preAuthSessionId"));
      if (!sent) return { status: "RESTART_FLOW_ERROR" };
      if (sent.code !== request.text("userInputCode")) {
        return {
          status: "INCORRECT_USER_INPUT_CODE_ERROR",
          failedCodeInputAttemptCount: 1,
          maximumCodeInputAttempts: 5,
        };
      }
      codes.delete(request.text("preAuthSessionId"));
      const known = find((one) => one.recipeId === "passwordless" && one.email === sent.email);
      const user = known ?? add(request.tenantId, { recipeId: "passwordless", email: sent.email });
      const consumedDevice = {
        preAuthSessionId: request.text("preAuthSessionId"),
        failedCodeInputAttemptCount: 0,
      };
      return { ...signedIn(user), createdNewUser: known === undefined, consumedDevice };
    },
  };
}

function signedIn(user: CoreUser): CoreAnswer {
  return { ...OK, user: userAnswer(user), recipeUserId: user.id };
}

function userAnswer({ id, tenantIds, recipeId, email, thirdParty, joinedMs }: CoreUser): JsonObject {
  const accounts: readonly Json[] = thirdParty ? [thirdParty] : [];
  const method = {
    recipeId,
    recipeUserId: id,
    tenantIds,
    email,
    ...(thirdParty && { thirdParty }),
    timeJoined: joinedMs,
    verified: recipeId !== "emailpassword",
  };
  return {
    id,
    isPrimaryUser: false,
    tenantIds,
    emails: [email],
    phoneNumbers: [],
    thirdParty: accounts,
    webauthn: { credentialIds: [] },
    timeJoined: joinedMs,
    loginMethods: [method],
  };
}
