import supertokens, { type RecipeUserId } from "supertokens-node";
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
      Session.init({ getTokenTransferMethod: () => "any" }),
    ],
  });
}

export function recipeUserIdOf(userId: string): RecipeUserId {
  return supertokens.convertToRecipeUserId(userId);
}
