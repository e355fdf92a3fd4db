import { isEmail, isHostname, isIpv4, isIpv6 } from "./formats/network.ts";
import { isJsonPointer, isRegex, isRelativeJsonPointer, isUuid } from "./formats/text.ts";
import { isDate, isDateTime, isDuration, isPeriod, isTime } from "./formats/time.ts";
import { isUri, isUriReference, isUriTemplate } from "./formats/uri.ts";

// biome-ignore format: one row per format
export const formats: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ["date-time",             isDateTime],
  ["date",                  isDate],
  ["time",                  isTime],
  ["duration",              isDuration],
  ["period",                isPeriod],
  ["email",                 isEmail],
  ["hostname",              isHostname],
  ["ipv4",                  isIpv4],
  ["ip-address",            isIpv4],
  ["ipv6",                  isIpv6],
  ["uri",                   isUri],
  ["iri",                   isUri],
  ["uri-reference",         isUriReference],
  ["uriref",                isUriReference],
  ["iri-reference",         isUriReference],
  ["uri-template",          isUriTemplate],
  ["uuid",                  isUuid],
  ["regex",                 isRegex],
  ["json-pointer",          isJsonPointer],
  ["relative-json-pointer", isRelativeJsonPointer],
]);
