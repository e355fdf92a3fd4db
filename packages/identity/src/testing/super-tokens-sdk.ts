import supertokens, { type RecipeUserId } from "supertokens-node";
import { CollectingResponse, PreParsedRequest } from "supertokens-node/framework/custom/index.js";
import EmailPassword from "supertokens-node/recipe/emailpassword/index.js";
import Multitenancy from "supertokens-node/recipe/multitenancy/index.js";
import Passwordless from "supertokens-node/recipe/passwordless/index.js";
import Session from "supertokens-node/recipe/session/index.js";
import ThirdParty from "supertokens-node/recipe/thirdparty/index.js";
import UserMetadata from "supertokens-node/recipe/usermetadata/index.js";
import UserRoles from "supertokens-node/recipe/userroles/index.js";
import type { SuperTokensCore } from "./super-tokens.ts";

/** The vendor's SDK in front of the stand-in, with three login recipes. It can be set up once per process. */
export function connectSdk(core: SuperTokensCore): void {
  supertokens.init({
    framework: "custom",
    supertokens: { connectionURI: core.connectionUri },
    appInfo: {
      appName: "acme",
      apiDomain: core.origin,
      apiBasePath: "/auth",
      websiteDomain: core.origin,
    },
    telemetry: false,
    recipeList: [
      EmailPassword.init(),
      ThirdParty.init(),
      Passwordless.init({ contactMethod: "EMAIL", flowType: "USER_INPUT_CODE" }),
      Multitenancy.init(),
      UserRoles.init(),
      UserMetadata.init(),
      Session.init({ getTokenTransferMethod: () => "any", antiCsrf: "VIA_CUSTOM_HEADER" }),
    ],
  });
}

/** What the SDK makes of a request, by its headers: `verified`, or the type of its error. */
export async function sdkOutcome(headers: Readonly<Record<string, string>>, method: string): Promise<string> {
  const cookies = (headers.cookie ?? "").split("; ").map((cookie) => cookie.split("="));
  const request = new PreParsedRequest({
    url: "/",
    method: method === "POST" ? "post" : "get",
    headers: new Headers(headers),
    cookies: Object.fromEntries(cookies),
    query: {},
    getJSONBody: async () => ({}),
    getFormBody: async () => ({}),
  });
  return Session.getSession(request, new CollectingResponse()).then(
    () => "verified",
    (error: { readonly type?: string }) => String(error.type),
  );
}

export function recipeUserIdOf(userId: string): RecipeUserId {
  return supertokens.convertToRecipeUserId(userId);
}
