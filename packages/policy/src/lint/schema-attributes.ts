import type { ResourcePolicy, SchemaUse } from "../model/policy.ts";
import { resourcePolicyKey } from "../model/policy-key.ts";
import type { AttributePath } from "./attribute-path.ts";
import type { LintContext } from "./lint-finding.ts";
import { type AttributeShape, readShape, shapeAt } from "./schema-shape.ts";

/** Whether every request that gets as far as its rules has an attribute, if it has what leads there. */
export type IsRequired = (path: AttributePath) => boolean;

/** What an attribute may be. */
export type AllowedValues = Pick<AttributeShape, "types" | "values">;

/** What the schemas of a resource policy say: those of its root policy. */
export interface AttributeSchemas {
  /** For rules about some actions; requests about others are none of theirs. */
  required(actions: readonly string[]): IsRequired;
  /** What an attribute may be; nothing where its schema does not say. */
  valuesOf(path: AttributePath): AllowedValues | undefined;
  /** Whether an attribute is required, and only not of requests about some of the actions. */
  isIgnored(path: AttributePath, actions: readonly string[]): boolean;
  /** The names that there are beside an attribute, when it is none of them. */
  namesInsteadOf(path: AttributePath): ReadonlySet<string> | undefined;
}

/** Reads the schemas that hold for a resource policy. */
export function attributeSchemas(policy: ResourcePolicy, { index, schemas }: LintContext): AttributeSchemas {
  const root = index.byKey.get(resourcePolicyKey(policy.resource, policy.version, ""));
  const owner = root?.kind === "resource" ? root : policy;
  const read = (use: SchemaUse | undefined): ReadSchema | undefined => {
    const shape = use && readShape(use.ref.value, schemas);
    return shape && { shape, ignoredActions: use.ignoreWhenActions };
  };
  const principal = read(owner.principalSchema);
  const resource = read(owner.resourceSchema);
  const schemaOf = ({ root: side }: AttributePath): ReadSchema | undefined =>
    side === "P.attr" ? principal : side === "R.attr" ? resource : undefined;
  const isRequired = (path: AttributePath): boolean => {
    const name = path.names.at(-1) ?? "";
    const schema = schemaOf(path);
    return (
      schema !== undefined && (shapeAt(schema.shape, path.names.slice(0, -1))?.required.has(name) ?? false)
    );
  };
  const leavesOut = (path: AttributePath, actions: readonly string[]): boolean =>
    schemaOf(path)?.ignoredActions.some((pattern) => actions.some((action) => mayOverlap(action, pattern))) ??
    false;
  return {
    required: (actions) => (path) => isRequired(path) && !leavesOut(path, actions),

    isIgnored: (path, actions) => isRequired(path) && leavesOut(path, actions),

    valuesOf(path) {
      const schema = schemaOf(path);
      return schema && shapeAt(schema.shape, path.names);
    },

    namesInsteadOf(path) {
      const schema = schemaOf(path);
      const known = schema && shapeAt(schema.shape, path.names.slice(0, -1))?.properties;
      // A schema that names nothing says nothing about names.
      if (known === undefined || known.size === 0 || known.has(path.names.at(-1) ?? "")) return undefined;
      return new Set(known.keys());
    },
  };
}

interface ReadSchema {
  readonly shape: AttributeShape;
  readonly ignoredActions: readonly string[];
}

/** Whether one action may match both patterns; if in doubt, it may. */
function mayOverlap(left: string, right: string): boolean {
  const [a, b] = [beforePattern(left), beforePattern(right)];
  if (a === left && b === right) return a === b;
  return a.startsWith(b) || b.startsWith(a);
}

function beforePattern(pattern: string): string {
  return /^[^*?[{!\\]*/.exec(pattern)?.[0] ?? "";
}
