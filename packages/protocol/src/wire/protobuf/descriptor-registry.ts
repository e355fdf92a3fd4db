import { createFileRegistry, type FileRegistry, fromBinary } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { DESCRIPTOR_SET } from "./descriptor-set.ts";

/** What is known about every message and service of the public interface. */
export const descriptorRegistry: () => FileRegistry = onFirstUse(() =>
  createFileRegistry(fromBinary(FileDescriptorSetSchema, base64Decode(DESCRIPTOR_SET))),
);

// PERF: reading the descriptors takes 40 ms, which a server that answers nothing but checks and plans never spends.
export function onFirstUse<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
