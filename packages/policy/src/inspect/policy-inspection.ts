import type { ConstantValue } from "../model/policy.ts";

/** What one policy is about and what it refers to. Lists are sorted by name. */
export interface PolicyInspection {
  /** Such as `resource.album.vdefault`. */
  readonly key: string;
  readonly file: string;
  readonly actions: readonly string[];
  readonly variables: readonly InspectedVariable[];
  readonly constants: readonly InspectedConstant[];
  readonly derivedRoles: readonly InspectedDerivedRole[];
  readonly attributes: readonly InspectedAttribute[];
}

export type DefinitionOrigin = "local" | "imported" | "exported" | "undefined";

interface InspectedDefinition {
  readonly name: string;
  readonly origin: DefinitionOrigin;
  /** Key of the policy that defines it; absent when nothing does. */
  readonly source: string | undefined;
  /** Whether a rule or another definition refers to it. */
  readonly isUsed: boolean;
}

export interface InspectedVariable extends InspectedDefinition {
  /** Its expression; absent when it is undefined. */
  readonly expression: string | undefined;
}

export interface InspectedConstant extends InspectedDefinition {
  /** Absent when it is undefined. */
  readonly value: ConstantValue | undefined;
}

export interface InspectedDerivedRole {
  readonly name: string;
  readonly origin: "exported" | "imported" | "undefined";
  readonly source: string | undefined;
}

/** An attribute that some expression reads. */
export interface InspectedAttribute {
  readonly of: "principal" | "resource";
  readonly name: string;
}
