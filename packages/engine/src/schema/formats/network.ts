/** Four decimal numbers without leading zeros. */
export function isIpv4(text: string): boolean {
  const numbers = text.split(".");
  return (
    numbers.length === 4 &&
    numbers.every((digits) => /^(?:0|[1-9]\d{0,2})$/.test(digits) && Number(digits) < 256)
  );
}

/** RFC 4291 text form, without zone. */
export function isIpv6(text: string): boolean {
  const [head = "", tail, ...others] = text.split("::");
  if (others.length > 0) return false;
  const left = groupCount(head, tail === undefined);
  const right = tail === undefined ? 0 : groupCount(tail, true);
  if (left === undefined || right === undefined) return false;
  return tail === undefined ? left === 8 : left + right < 8;
}

/** RFC 1123 host name; one dot may end it. */
export function isHostname(text: string): boolean {
  const name = text.endsWith(".") ? text.slice(0, -1) : text;
  if (name.length > 253) return false;
  return name
    .split(".")
    .every((label) => /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/.test(label) && label.length < 64);
}

/** RFC 5321 mailbox, with letters beyond ASCII before the `@`. */
export function isEmail(text: string): boolean {
  const at = text.lastIndexOf("@");
  if (at < 0 || text.length > 254) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  return isLocalPart(local) && (isHostname(domain) || isAddressLiteral(domain));
}

function groupCount(text: string, mayEndInIpv4: boolean): number | undefined {
  if (text === "") return 0;
  const groups = text.split(":");
  const last = groups.at(-1) ?? "";
  const endsInIpv4 = mayEndInIpv4 && last.includes(".") && isIpv4(last);
  const plain = endsInIpv4 ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return undefined;
  return plain.length + (endsInIpv4 ? 2 : 0);
}

function isLocalPart(local: string): boolean {
  if (local.length > 64) return false;
  if (/^".+"$/s.test(local)) return !/[\\"]/.test(local.slice(1, -1));
  return /^[^\s"(),:;<>@[\\\]]+$/u.test(local) && local.split(".").every((atom) => atom !== "");
}

function isAddressLiteral(domain: string): boolean {
  const inside = /^\[(.*)\]$/s.exec(domain)?.[1];
  if (inside === undefined) return false;
  return inside.startsWith("IPv6:") ? isIpv6(inside.slice(5)) : isIpv4(inside);
}
