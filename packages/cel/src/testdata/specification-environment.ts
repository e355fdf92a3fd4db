import {
  type Decl_FunctionDecl_Overload as SpecOverload,
  type Type as SpecType,
  Type_PrimitiveType,
} from "@bufbuild/cel-spec/cel/expr/checked_pb.js";
import type { SimpleTest } from "@bufbuild/cel-spec/cel/expr/conformance/test/simple_pb.js";
import type { OverloadDeclaration, VariableDeclaration } from "../check/declarations.ts";
import type { Environment } from "../evaluate/dispatch.ts";
import { allLibraries } from "../functions/all-libraries.ts";
import { createEnvironment } from "../functions/environment.ts";
import { readType } from "../type-system/signature.ts";
import { durationType, dynType, listType, mapType, stringType, type Type, timestampType } from "../type-system/type.ts";

/** What policies have, without variables. */
export const policyFunctions: Environment = createEnvironment({ libraries: allLibraries, variables: [] });

/** Everything a case of the specification declares, with the functions that policies have. */
export function environmentOf(original: SimpleTest): Environment {
  const variables = new Map<string, VariableDeclaration>();
  const functions = new Map(policyFunctions.declarations.functions);
  const declare = (name: string, type: Type): void => {
    variables.set(name, { name, type, source: { kind: "path", path: [name] } });
  };
  for (const name of Object.keys(original.bindings)) declare(name, dynType);
  for (const { name, declKind } of original.typeEnv) {
    if (declKind.case === "function") functions.set(name, declKind.value.overloads.map(overloadOf));
    else declare(name, declKind.value?.type ? celType(declKind.value.type) : dynType);
  }
  const declarations = { ...policyFunctions.declarations, variables, functions };
  const environment = { ...policyFunctions, declarations };
  return original.disableCheck ? withoutTypes(environment) : environment;
}

function overloadOf({ isInstanceFunction, params, resultType }: SpecOverload): OverloadDeclaration {
  return {
    member: isInstanceFunction,
    parameters: params.map(celType),
    result: resultType ? celType(resultType) : dynType,
  };
}

/** Some cases ask what happens when types are not checked: everything is dynamic then. */
function withoutTypes(environment: Environment): Environment {
  const functions = new Map<string, readonly OverloadDeclaration[]>();
  for (const [name, overloads] of environment.declarations.functions) {
    functions.set(
      name,
      overloads.map(({ member, parameters }) => ({
        member,
        parameters: parameters.map(() => dynType),
        result: dynType,
      })),
    );
  }
  return { ...environment, declarations: { ...environment.declarations, functions } };
}

const primitives: ReadonlyMap<Type_PrimitiveType, string> = new Map([
  [Type_PrimitiveType.BOOL, "bool"],
  [Type_PrimitiveType.INT64, "int"],
  [Type_PrimitiveType.UINT64, "uint"],
  [Type_PrimitiveType.DOUBLE, "double"],
  [Type_PrimitiveType.STRING, "string"],
  [Type_PrimitiveType.BYTES, "bytes"],
]);

const wellKnownMessages: ReadonlyMap<string, Type> = new Map([
  ["google.protobuf.Timestamp", timestampType],
  ["google.protobuf.Duration", durationType],
  ["google.protobuf.Value", dynType],
  ["google.protobuf.Any", { kind: "any" }],
  ["google.protobuf.ListValue", listType(dynType)],
  ["google.protobuf.Struct", mapType(stringType, dynType)],
]);

/** Reads a type of the specification's cases. */
export function celType(type: SpecType): Type {
  const { typeKind } = type;
  switch (typeKind.case) {
    case "primitive":
      return readType(primitives.get(typeKind.value) ?? "dyn");
    case "null":
      return readType("null");
    case "listType":
      return { kind: "list", element: typeKind.value.elemType ? celType(typeKind.value.elemType) : dynType };
    case "mapType": {
      const { keyType, valueType } = typeKind.value;
      return {
        kind: "map",
        key: keyType ? celType(keyType) : dynType,
        value: valueType ? celType(valueType) : dynType,
      };
    }
    case "type":
      return {
        kind: "type",
        of: typeKind.value.typeKind.case === undefined ? dynType : celType(typeKind.value),
      };
    case "abstractType": {
      const [of] = typeKind.value.parameterTypes;
      return { kind: "optional", of: of ? celType(of) : dynType };
    }
    case "wellKnown":
      return readType(["", "any", "timestamp", "duration"][typeKind.value] ?? "dyn");
    case "wrapper":
      return { kind: "wrapper", of: { kind: "int" } };
    case "messageType":
      return wellKnownMessages.get(typeKind.value) ?? { kind: "message", name: typeKind.value };
    case "typeParam":
      return { kind: "parameter", name: typeKind.value };
    default:
      return dynType;
  }
}

