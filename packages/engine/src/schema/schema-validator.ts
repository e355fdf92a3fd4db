import type { JsonObject, ValidationError } from "@orthrus/protocol";
import { toPlainJson } from "./canonical-key.ts";
import { compileSchema } from "./compile-schema.ts";
import type { Dialect } from "./dialect.ts";
import { instancePointer } from "./instance-path.ts";
import { runSchema } from "./run-schema.ts";
import type { RequireSchema } from "./schema-documents.ts";
import type { CompiledSchema, SchemaViolation } from "./schema-node.ts";
import { SchemaProblem } from "./schema-problem.ts";

/** Validates attributes against schemas, which are compiled once, when first asked for. */
export interface SchemaValidator {
  /**
   * Lists what is wrong with attributes; those of a request that sends none are `{}`.
   *
   * A schema that cannot be loaded gives one error with the path `""`, so the caller can fail closed.
   */
  validate(
    ref: string,
    value: JsonObject | undefined,
    source: ValidationError["source"],
    options?: ValidationOptions,
  ): readonly ValidationError[];
  /** Says why a schema cannot be loaded, or nothing. */
  check(ref: string): string | undefined;
}

export interface ValidationOptions {
  /** Leaves errors of `required` out: when planning, attributes of the resource may be unknown. */
  readonly allowMissing?: boolean;
}

/**
 * Makes a validator for one state of a store.
 *
 * Shape: texts by their path below `_schemas/`: `album.json` is what `cerbos:///album.json` refers to.
 */
export function createSchemaValidator(schemas: ReadonlyMap<string, string>): SchemaValidator {
  const loaded = new Map<string, CompiledSchema | SchemaFailure>();
  const requireSchema = createMetaValidator();

  function load(ref: string): CompiledSchema | SchemaFailure {
    const known = loaded.get(ref);
    if (known !== undefined) return known;
    const result = loadSchema(ref, schemas, requireSchema);
    loaded.set(ref, result);
    return result;
  }

  return {
    validate(ref, value, source, { allowMissing = false } = {}) {
      const schema = load(ref);
      if ("reason" in schema) return [loadError(ref, schema.reason, source)];
      return runSchema(schema, value ?? {})
        .filter(({ keyword }) => !allowMissing || keyword !== "required")
        .map(({ instance, message }) => ({ path: instancePointer(instance) || "/", message, source }));
    },
    check(ref) {
      const schema = load(ref);
      return "reason" in schema ? schema.reason : undefined;
    },
  };
}

/**
 * Says why the schema behind a reference cannot be loaded, or nothing when it can.
 *
 * Shape: `schema _schemas/nope.json doesn't exist`; the map must not change afterwards.
 */
export function checkSchema(ref: string, schemas: ReadonlyMap<string, string>): string | undefined {
  const validator = validators.get(schemas) ?? createSchemaValidator(schemas);
  validators.set(schemas, validator);
  return validator.check(ref);
}

// PERF: a set of policies asks once per reference; compiling the meta-schemas for each would take 4 ms a time.
const validators = new WeakMap<ReadonlyMap<string, string>, SchemaValidator>();

interface SchemaFailure {
  readonly reason: string;
}

function loadSchema(
  ref: string,
  schemas: ReadonlyMap<string, string>,
  requireSchema: RequireSchema,
): CompiledSchema | SchemaFailure {
  try {
    return compileSchema(ref, schemas, requireSchema);
  } catch (error) {
    if (!(error instanceof SchemaProblem)) throw error;
    const { message, isComplete } = error;
    return { reason: isComplete ? message : `jsonschema ${ref} compilation failed: ${message}` };
  }
}

function loadError(ref: string, reason: string, source: ValidationError["source"]): ValidationError {
  return { path: "", message: `Failed to load ${source} schema ${JSON.stringify(ref)}: ${reason}`, source };
}

function createMetaValidator(): RequireSchema {
  const compiled = new Map<Dialect, CompiledSchema>();
  return (json, dialect, pointer) => {
    const known = compiled.get(dialect);
    const metaSchema = known ?? compileSchema(dialect.url, new Map(), () => {});
    compiled.set(dialect, metaSchema);
    const [violation] = runSchema(metaSchema, toPlainJson(json));
    if (violation !== undefined) throw new SchemaProblem(describe(violation, dialect, pointer));
  };
}

function describe(
  { instance, keywords, message }: SchemaViolation,
  dialect: Dialect,
  pointer: string,
): string {
  const place = `${pointer}${instancePointer(instance)}`;
  return `'${place}' does not validate with ${dialect.url}#/${keywords.join("/")}: ${message}`;
}
