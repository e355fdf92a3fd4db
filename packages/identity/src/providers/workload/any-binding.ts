import { invalid } from "../../outcome.ts";
import type { BindingCheck } from "../../verify/jwt-rules.ts";
import { type DpopOptions, dpopBinding } from "./dpop-binding.ts";
import { mtlsBinding } from "./mtls-binding.ts";

/** Whatever a token is bound to: a certificate, a key, or both, and then both count. */
export function anyBinding(options: DpopOptions = {}): BindingCheck {
  const [mtls, dpop] = [mtlsBinding(), dpopBinding(options)];
  return async (confirmation, credential, context) => {
    const checks = [...("x5t#S256" in confirmation ? [mtls] : []), ...("jkt" in confirmation ? [dpop] : [])];
    let bound: Awaited<ReturnType<BindingCheck>> = invalid(
      "binding",
      "the token is bound in a way that is not known here",
    );
    for (const check of checks) {
      bound = await check(confirmation, credential, context);
      if (typeof bound !== "string") return bound;
    }
    return bound;
  };
}
