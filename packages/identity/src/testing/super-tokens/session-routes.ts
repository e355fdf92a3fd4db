import { randomUUID } from "node:crypto";
import type { JsonObject } from "@orthrus/protocol";
import { type CoreAnswer, type CoreRoutes, OK } from "./core-route.ts";
import { type CoreSession, type CoreState, sessionHandle, sha256 } from "./core-state.ts";

/** What sessions need of the issuer around the core. */
export interface SessionTokens {
  nowMs(): number;
  sign(claims: JsonObject, isDynamicKey: boolean): Promise<string>;
  /** The claims of an access token that is good now. */
  verify(token: string): Promise<JsonObject | undefined>;
}

const ACCESS_SECONDS = 3_600;
const REFRESH_MS = 100 * 86_400_000;
const GONE: CoreAnswer = { status: "UNAUTHORISED", message: "session does not exist" };

/** Creates, verifies, refreshes, changes and removes sessions. */
export function sessionRoutes({ sessions }: CoreState, tokens: SessionTokens): CoreRoutes {
  const byToken = async (token: string) => {
    const claims = await tokens.verify(token);
    return { claims, session: sessions.get(String(claims?.sessionHandle)) };
  };

  return {
    "POST /recipe/session": async (request) => {
      const session: CoreSession = {
        handle: sessionHandle(request.tenantId),
        userId: request.text("userId"),
        tenantId: request.tenantId,
        isDynamicKey: request.value("useDynamicSigningKey") !== false,
        createdMs: tokens.nowMs(),
        claims: request.object("userDataInJWT"),
        data: request.object("userDataInDatabase"),
        confirmed: "",
      };
      sessions.set(session.handle, session);
      const refresh = newRefreshToken(session);
      session.confirmed = sha256(refresh);
      return withTokens(session, refresh, null, tokens);
    },

    "POST /recipe/session/verify": async (request) => {
      const { claims, session } = await byToken(request.text("accessToken"));
      if (!claims) return { status: "TRY_REFRESH_TOKEN", message: "access token is not good" };
      if (!session) return GONE;
      const said = sessionAnswer(session);
      if (claims.parentRefreshTokenHash1 !== session.confirmed) return { ...OK, session: said };
      // The first use of a token that a refresh gave out: the old refresh token is worthless from now on.
      session.confirmed = String(claims.refreshTokenHash1);
      return {
        ...OK,
        session: said,
        accessToken: await accessToken(session, session.confirmed, null, tokens),
      };
    },

    "POST /recipe/session/refresh": async (request) => {
      const token = request.text("refreshToken");
      const [handle = "", , parent] = token.split(".");
      const session = sessions.get(handle);
      if (!session) return GONE;
      if (parent === session.confirmed) session.confirmed = sha256(token);
      if (sha256(token) !== session.confirmed) {
        return { status: "TOKEN_THEFT_DETECTED", session: sessionAnswer(session) };
      }
      return withTokens(session, newRefreshToken(session), session.confirmed, tokens);
    },

    "POST /recipe/session/regenerate": async (request) => {
      const { claims, session } = await byToken(request.text("accessToken"));
      if (!claims || !session) return GONE;
      session.claims = request.object("userDataInJWT");
      const hash = String(claims.refreshTokenHash1);
      return {
        ...OK,
        session: sessionAnswer(session),
        accessToken: await accessToken(session, hash, null, tokens),
      };
    },

    "GET /recipe/session": (request) => {
      const session = sessions.get(request.text("sessionHandle"));
      if (!session) return GONE;
      const { data, createdMs } = session;
      const times = { timeCreated: createdMs, expiry: createdMs + REFRESH_MS };
      return {
        ...OK,
        ...sessionAnswer(session),
        sessionHandle: session.handle,
        userDataInDatabase: data,
        ...times,
      };
    },

    "PUT /recipe/jwt/data": (request) =>
      changed(sessions, request.text("sessionHandle"), { claims: request.object("userDataInJWT") }),

    "PUT /recipe/session/data": (request) =>
      changed(sessions, request.text("sessionHandle"), { data: request.object("userDataInDatabase") }),

    "POST /recipe/session/remove": (request) => {
      const asked = request.value("sessionHandles");
      const handles = Array.isArray(asked) ? asked.map(String) : handlesOf(sessions, request.text("userId"));
      return { ...OK, sessionHandlesRevoked: handles.filter((handle) => sessions.delete(handle)) };
    },

    "GET /recipe/session/user": (request) => ({
      ...OK,
      sessionHandles: handlesOf(sessions, request.text("userId")),
    }),
  };
}

function handlesOf(sessions: CoreState["sessions"], userId: string): string[] {
  return [...sessions.values()].filter((session) => session.userId === userId).map(({ handle }) => handle);
}

function changed(
  sessions: CoreState["sessions"],
  handle: string,
  members: Partial<Pick<CoreSession, "claims" | "data">>,
): CoreAnswer {
  const session = sessions.get(handle);
  if (!session) return GONE;
  Object.assign(session, members);
  return OK;
}

async function withTokens(
  session: CoreSession,
  refresh: string,
  parent: string | null,
  tokens: SessionTokens,
): Promise<CoreAnswer> {
  const nowMs = tokens.nowMs();
  return {
    ...OK,
    session: sessionAnswer(session),
    accessToken: await accessToken(session, sha256(refresh), parent, tokens),
    refreshToken: { token: refresh, createdTime: nowMs, expiry: nowMs + REFRESH_MS },
  };
}

async function accessToken(
  session: CoreSession,
  refreshTokenHash1: string,
  parentRefreshTokenHash1: string | null,
  tokens: SessionTokens,
): Promise<JsonObject> {
  const nowMs = tokens.nowMs();
  const iat = Math.floor(nowMs / 1_000);
  const claims = {
    ...session.claims,
    sub: session.userId,
    rsub: session.userId,
    tId: session.tenantId,
    sessionHandle: session.handle,
    refreshTokenHash1,
    parentRefreshTokenHash1,
    antiCsrfToken: null,
    stt: 0,
    iat,
    exp: iat + ACCESS_SECONDS,
  };
  const token = await tokens.sign(claims, session.isDynamicKey);
  return { token, createdTime: nowMs, expiry: (iat + ACCESS_SECONDS) * 1_000 };
}

/** Names its session and the token it replaces. */
function newRefreshToken({ handle, confirmed }: CoreSession): string {
  return [handle, randomUUID(), confirmed].join(".");
}

function sessionAnswer({ handle, userId, tenantId, claims }: CoreSession): JsonObject {
  return { handle, userId, recipeUserId: userId, tenantId, userDataInJWT: claims };
}
