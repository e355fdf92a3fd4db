// The package has types of its own, which leave out what its decoders give.
declare module "otlp-definitions/build/src/generated/root.js" {
  interface Message {
    decode(bytes: Uint8Array): object;
    // biome-ignore lint/suspicious/noExplicitAny: read by the collector, which knows the shape
    toObject(message: object, options: object): any;
  }
  const definitions: {
    readonly opentelemetry: {
      readonly proto: {
        readonly collector: {
          readonly metrics: { readonly v1: { readonly ExportMetricsServiceRequest: Message } };
          readonly trace: { readonly v1: { readonly ExportTraceServiceRequest: Message } };
        };
      };
    };
  };
  export default definitions;
}
