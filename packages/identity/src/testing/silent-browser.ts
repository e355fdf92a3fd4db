/** A browser without a screen: follows redirects from a page, keeps cookies, and stops where they leave the origin. */
export async function followRedirects(start: string, origin: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let next = start;
  for (let hop = 0; hop < 6 && next.startsWith(origin); hop++) {
    const response = await fetch(next, {
      redirect: "manual",
      headers: { cookie: [...cookies].map((pair) => pair.join("=")).join("; ") },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (cookie.split(";")[0] ?? "").split("=");
      cookies.set(name, value);
    }
    next = new URL(response.headers.get("location") ?? "about:blank", origin).href;
  }
  return new URL(next);
}

/** A verifier of PKCE and what is sent ahead of it. */
export async function codeChallenge(): Promise<{ readonly verifier: string; readonly challenge: string }> {
  const verifier = "v".repeat(43);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return { verifier, challenge: Buffer.from(hash).toString("base64url") };
}
