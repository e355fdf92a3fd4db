import { isIpv6 } from "./network.ts";

/** A URI with a scheme. */
export function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text) && isReference(text);
}

/** A URI, or one relative to another. */
export function isUriReference(text: string): boolean {
  return isReference(text) && !text.includes("\\");
}

/** A reference in whose path every brace is closed. */
export function isUriTemplate(text: string): boolean {
  if (!isReference(text)) return false;
  const [path = ""] = withoutScheme(text).split(/[?#]/, 1);
  return path.split("/").every((segment) => /^[^{}]*(?:\{[^{}]*\}[^{}]*)*$/.test(segment));
}

// COMPAT(cerbos): lenient where RFC 3986 is strict; characters beyond ASCII and unescaped ones pass in paths.
function isReference(text: string): boolean {
  if (hasControlCharacter(text) || /^:/.test(text)) return false;
  const [beforeFragment = "", ...fragment] = text.split("#");
  if (hasBadEscape(fragment.join("#"))) return false;
  const hasScheme = /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text);
  const [hierarchy = ""] = withoutScheme(beforeFragment).split("?", 1);
  if (!hasScheme && !hierarchy.startsWith("/") && /^[^/]*:/.test(hierarchy)) return false;
  const [, authority, path = ""] = /^(?:\/\/([^/]*))?(.*)$/s.exec(hierarchy) ?? [];
  if (authority !== undefined && !isAuthority(authority)) return false;
  return (hasScheme && !hierarchy.startsWith("/")) || !hasBadEscape(path);
}

function withoutScheme(text: string): string {
  return text.replace(/^[A-Za-z][A-Za-z0-9+.-]*:/, "");
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf("@");
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(authority.slice(0, Math.max(at, 0)))) return false;
  const [, literal, name, port = ""] =
    /^(?:\[([^\]]*)\]|([^:]*))(:.*)?$/s.exec(authority.slice(at + 1)) ?? [];
  if (literal !== undefined && !isIpv6(literal.split("%25", 1)[0] ?? "")) return false;
  if (literal === undefined && (name === undefined || !isHost(name))) return false;
  return /^(?::\d*)?$/.test(port);
}

function isHost(name: string): boolean {
  return !/[\s[\]<>"\\^`{|}/?#@]/.test(name) && !hasBadEscape(name);
}

function hasBadEscape(text: string): boolean {
  return /%(?![0-9A-Fa-f]{2})/.test(text);
}

function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit === 0x7f) return true;
  }
  return false;
}
