import { NotOK, Status } from "@cerbos/core";
import type { AuxData, JsonObject } from "@orthrus/protocol";
import type { UnverifiedAuxData, UnverifiedToken } from "@orthrus/protocol/wire";

/** A token as the caller of the client sent it. */
export interface SentToken {
  readonly token: string;
  /** Which key set it is to be verified with; absent when the caller named none. */
  readonly keySetId?: string;
}

/** Verifies a token and gives its payload; throws when the token is not to be trusted. */
export type DecodeJwtPayload = (token: SentToken) => JsonObject | Promise<JsonObject>;

/**
 * Turns the tokens of a request into what conditions see.
 *
 * Throws: `NotOK` with `INVALID_ARGUMENT` when a token is refused, or nobody is there to read it.
 */
export async function readTokens(
  { jwt, jwts }: UnverifiedAuxData,
  decode: DecodeJwtPayload | undefined,
): Promise<AuxData> {
  const named = await Promise.all(
    [...(jwts ?? [])].map(async ([name, token]) => [name, await readToken(token, decode)] as const),
  );
  return {
    ...(jwt && { jwt: await readToken(jwt, decode) }),
    ...(jwts && { jwts: new Map(named) }),
  };
}

async function readToken(
  { token, keySetId }: UnverifiedToken,
  decode: DecodeJwtPayload | undefined,
): Promise<JsonObject> {
  if (!decode) {
    throw new NotOK(
      Status.INVALID_ARGUMENT,
      "invalid auxData: give the client a `decodeJWTPayload` to read tokens",
    );
  }
  try {
    return await decode({ token, ...(keySetId && { keySetId }) });
  } catch (cause) {
    throw new NotOK(Status.INVALID_ARGUMENT, "invalid auxData", { cause });
  }
}
