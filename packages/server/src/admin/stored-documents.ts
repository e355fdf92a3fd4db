import { createHash } from "node:crypto";
import {
  classifyFile,
  type Policy,
  type PolicyJson,
  parsePolicy,
  policyJson,
  type SourceFile,
} from "@orthrus/policy";

/** The policies and schemas of one state of a store, by the ids that the admin API knows them by. */
export interface StoredDocuments {
  /** Enabled ones only, by path, sorted. */
  readonly policies: ReadonlyMap<string, StoredPolicy>;
  /** Texts by path below `_schemas`, sorted. */
  readonly schemas: ReadonlyMap<string, string>;
}

export interface StoredPolicy {
  readonly policy: Policy;
  /** The document as the protocol shows it, with the metadata of the store. */
  readonly json: () => PolicyJson;
}

const SCHEMAS = "_schemas/";

/** Reads the files of a store for being shown. `driver` is the name of the store in the metadata. */
export function storedDocuments(files: readonly SourceFile[], driver: string): StoredDocuments {
  const sorted = files.toSorted((left, right) => (left.path < right.path ? -1 : 1));
  const policies = sorted.flatMap((file) => {
    const stored = classifyFile(file.path) === "policy" ? storedPolicy(file, driver) : undefined;
    return stored ? [[file.path, stored] as const] : [];
  });
  const schemas = sorted
    .filter(({ path }) => classifyFile(path) === "schema")
    .map(({ path, text }) => [path.slice(SCHEMAS.length), text] as const);
  return { policies: new Map(policies), schemas: new Map(schemas) };
}

function storedPolicy(file: SourceFile, driver: string): StoredPolicy | undefined {
  const { policy, message } = parsePolicy(file);
  if (policy === undefined || message === undefined || policy.isDisabled) return undefined;
  return { policy, json: () => withMetadata(policyJson(message), file, driver) };
}

/** What the author wrote there stays, except what the store knows better. */
function withMetadata(json: PolicyJson, { path, text }: SourceFile, driver: string): PolicyJson {
  const given = objectOf(json.metadata);
  const { attributes } = objectOf(given.sourceAttributes);
  return {
    ...json,
    metadata: {
      hash: hashOf(text),
      ...given,
      sourceFile: path,
      // Once more in the spelling of older clients.
      storeIdentifer: path,
      storeIdentifier: path,
      sourceAttributes: { attributes: { ...objectOf(attributes), driver, source: path } },
    },
  };
}

/** Shape: 64 bits as a decimal number; equal texts have equal ones. */
function hashOf(text: string): string {
  return createHash("sha256").update(text).digest().readBigUInt64BE().toString();
}

function objectOf(value: PolicyJson[string] | undefined): PolicyJson {
  return typeof value === "object" && value !== null && !isList(value) ? value : {};
}

function isList(value: object): value is readonly unknown[] {
  return Array.isArray(value);
}
