export { anyBinding } from "./providers/workload/any-binding.ts";
export { clientCredentials } from "./providers/workload/client-credentials.ts";
export { type DpopOptions, dpopBinding } from "./providers/workload/dpop-binding.ts";
export {
  type ForwardedCertificateOptions,
  withForwardedCertificate,
} from "./providers/workload/forwarded-certificate.ts";
export { type KubernetesOptions, kubernetes } from "./providers/workload/kubernetes.ts";
export { mtlsBinding } from "./providers/workload/mtls-binding.ts";
export { type SpiffeOptions, spiffe, type TrustBundle } from "./providers/workload/spiffe.ts";
export { parseSpiffeId, type SpiffeId } from "./providers/workload/spiffe-id.ts";
