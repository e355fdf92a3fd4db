import type { Credential, CredentialPlaces, TokenCredential } from "./credential.ts";
import type { RequestFacts } from "./request-facts.ts";

/** A credential and, when its place says so, the provider it was left for. */
export interface Found<Place extends { readonly places: CredentialPlaces }> {
  readonly credential: Credential;
  /** Absent: found in `Authorization`, which is anybody's. */
  readonly owner?: Place;
}

/**
 * Finds the credentials of a request, best place first: `Authorization`, headers and cookies of the providers, client
 * certificate. Only the first place with anything in it counts; within it, each provider has its own.
 */
export function extractCredentials<Place extends { readonly places: CredentialPlaces }>(
  request: RequestFacts,
  owners: readonly Place[],
): readonly Found<Place>[] {
  const authorized = fromAuthorization(request.header("authorization"));
  if (authorized) return [{ credential: authorized }];
  const places = [headersOf, cookiesOf, certificateOf] as const;
  for (const place of places) {
    const found = owners.flatMap((owner) =>
      place(request, owner.places).map((credential) => ({ credential, owner })),
    );
    if (found.length > 0) return found;
  }
  return [];
}

function fromAuthorization(header: string | undefined): TokenCredential | undefined {
  const [, scheme, token] = /^(bearer|dpop)(?: +(.*))?$/is.exec(header?.trim() ?? "") ?? [];
  if (scheme === undefined) return undefined;
  return {
    ...tokenFrom("authorization", [token ?? ""]),
    scheme: scheme.toLowerCase() === "dpop" ? "dpop" : "bearer",
  };
}

function headersOf(request: RequestFacts, { headers = [] }: CredentialPlaces): readonly Credential[] {
  return headers.flatMap((name) => {
    const token = request.header(name);
    return token ? [tokenFrom("header", [token])] : [];
  });
}

function cookiesOf(request: RequestFacts, { cookies = [] }: CredentialPlaces): readonly Credential[] {
  return cookies.flatMap((name) => {
    const values = request.cookies(name);
    // Cookies that share a prefix are of different owners, those that share a name are not.
    if (name.endsWith("*")) return values.map((value) => tokenFrom("cookie", [value]));
    return values.length > 0 ? [tokenFrom("cookie", values)] : [];
  });
}

function certificateOf(request: RequestFacts, { certificate }: CredentialPlaces): readonly Credential[] {
  return certificate && request.peerCertificate ? [{ kind: "certificate" }] : [];
}

/** A token from somewhere; the first value counts. */
export function tokenFrom(from: TokenCredential["from"], values: readonly string[]): TokenCredential {
  const [token = "", ...others] = values;
  return { kind: "token", token, scheme: "bearer", from, others };
}
