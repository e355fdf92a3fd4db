import type { DescEnum, DescExtension, DescFile, DescMessage, DescService } from "@bufbuild/protobuf";
import { toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import { descriptorRegistry, onFirstUse } from "./descriptor-registry.ts";

/** The files that describe the public interface, as server reflection hands them out. */
export interface DescriptorFiles {
  /** Full names of all services, sorted. */
  readonly services: readonly string[];
  /** Shape: `"cerbos/svc/v1/svc.proto"`. */
  readonly byName: (name: string) => EncodedFiles | undefined;
  /** The file that declares a service, method, message, field, oneof, enum or value of an enum, by its full name. */
  readonly bySymbol: (symbol: string) => EncodedFiles | undefined;
  /** The file that declares an extension of a message. */
  readonly byExtension: (typeName: string, fieldNumber: number) => EncodedFiles | undefined;
  /** The numbers of all extensions of a message, sorted; nothing when there is no such message. */
  readonly extensionNumbers: (typeName: string) => readonly number[] | undefined;
}

/** A `google.protobuf.FileDescriptorProto` each: the file asked for, then all it depends on, directly or not. */
export type EncodedFiles = readonly Uint8Array[];

/** Looks up descriptors of everything that `messageFromJson` knows. */
export const descriptorFiles: DescriptorFiles = {
  get services() {
    const found = [...descriptorRegistry()].filter(({ kind }) => kind === "service");
    return found.map(({ typeName }) => typeName).sort();
  },
  byName: (name) => encoded(descriptorRegistry().getFile(name)),
  bySymbol: (symbol) => encoded(filesBySymbol().get(symbol)),
  byExtension(typeName, fieldNumber) {
    const extendee = descriptorRegistry().getMessage(typeName);
    return encoded(extendee && descriptorRegistry().getExtensionFor(extendee, fieldNumber)?.file);
  },
  extensionNumbers(typeName) {
    const registry = descriptorRegistry();
    if (!registry.getMessage(typeName)) return undefined;
    const numbers = [...registry].flatMap((type) =>
      type.kind === "extension" && type.extendee.typeName === typeName ? [type.number] : [],
    );
    return numbers.sort((left, right) => left - right);
  },
};

function encoded(file: DescFile | undefined): EncodedFiles | undefined {
  if (!file) return undefined;
  const files = new Set([file]);
  // Grows while it is walked, so that dependencies of dependencies are in it too.
  for (const { dependencies } of files) for (const each of dependencies) files.add(each);
  return [...files].map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto));
}

const filesBySymbol = onFirstUse((): ReadonlyMap<string, DescFile> => {
  const found = new Map<string, DescFile>();
  for (const type of descriptorRegistry()) {
    found.set(type.typeName, type.file);
    for (const name of symbolsWithin(type)) found.set(name, type.file);
  }
  return found;
});

function symbolsWithin(type: DescMessage | DescEnum | DescExtension | DescService): readonly string[] {
  switch (type.kind) {
    case "message":
      return [...type.fields, ...type.oneofs].map(({ name }) => `${type.typeName}.${name}`);
    case "service":
      return type.methods.map(({ name }) => `${type.typeName}.${name}`);
    case "enum": {
      // Values of an enum are declared beside it, not within.
      const scope = type.typeName.slice(0, -type.name.length);
      return type.values.map(({ name }) => scope + name);
    }
    case "extension":
      return [];
  }
}
