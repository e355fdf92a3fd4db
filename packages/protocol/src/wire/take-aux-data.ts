import type { UnverifiedAuxData, UnverifiedToken } from "./calls.ts";
import { type Mutable, type Taking, takeObject, takeText } from "./take-values.ts";

export function takeAuxData(json: unknown, taking: Taking): UnverifiedAuxData | undefined {
  const auxData: Mutable<UnverifiedAuxData> = {};
  const object = takeObject(json, taking);
  for (const key in object) {
    const value = object[key];
    taking.keys++;
    if (key === "jwt") auxData.jwt = takeToken(value, taking);
    else if (key === "jwts") auxData.jwts = takeTokens(value, taking);
    else taking.isUnusual = true;
  }
  if (auxData.jwts?.size === 0) delete auxData.jwts;
  if (auxData.jwt && auxData.jwts) taking.isUnusual = true;
  return auxData.jwt || auxData.jwts ? auxData : undefined;
}

function takeTokens(json: unknown, taking: Taking): ReadonlyMap<string, UnverifiedToken> {
  const tokens = new Map<string, UnverifiedToken>();
  const object = takeObject(json, taking);
  for (const name in object) {
    taking.keys++;
    if (name === "") taking.isUnusual = true;
    tokens.set(name, takeToken(object[name], taking));
  }
  return tokens;
}

function takeToken(json: unknown, taking: Taking): UnverifiedToken {
  let token = "";
  let keySetId = "";
  const object = takeObject(json, taking);
  for (const key in object) {
    const value = object[key];
    taking.keys++;
    if (key === "token") token = takeText(value, taking);
    else if (key === "keySetId") keySetId = takeText(value, taking);
    else taking.isUnusual = true;
  }
  if (token === "") taking.isUnusual = true;
  return { token, keySetId };
}
