import type { UnverifiedHint } from "../provider.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Reads what a token says about itself, without believing it. Anything unreadable is left out. */
export function readHint(token: string): UnverifiedHint {
  const segments = token.split(".");
  if (segments.length !== 3 && segments.length !== 5) return { token };
  const header = readObject(segments[0] ?? "");
  const payload = segments.length === 3 ? readObject(segments[1] ?? "") : undefined;
  return { token, ...(header && { header }), ...(payload && { payload }) };
}

function readObject(segment: string): { readonly [name: string]: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(withLargeNumbersAsText(decodeSegment(segment)));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// PERF: `atob` is the fastest decoder that every runtime has, see benchmarks/identity.ts.
function decodeSegment(segment: string): string {
  const binary = atob(segment.replaceAll("-", "+").replaceAll("_", "/"));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII, which needs no decoding.
  if (/^[\x00-\x7f]*$/.test(binary)) return binary;
  return decoder.decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

/** Integers beyond 2^53 become text, because as numbers they would silently be others. */
function withLargeNumbersAsText(json: string): string {
  if (!/\d{16}/.test(json)) return json;
  return json.replace(/"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g, (part) =>
    part.startsWith('"') || Number.isSafeInteger(Number(part)) ? part : `"${part}"`,
  );
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
