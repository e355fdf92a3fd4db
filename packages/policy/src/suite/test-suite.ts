import type { Timestamp } from "@orthrus/cel";
import type { ConstantValue } from "../model/policy.ts";
import type { Located, Span } from "../model/span.ts";

/** What an author expects of policies, as written: valid by itself, names not yet looked up. */
export interface TestSuite extends TestFixtures {
  readonly name: string;
  /** `""` when not given, as all texts here. */
  readonly description: string;
  readonly skip: Skip | undefined;
  readonly tests: readonly TestTable[];
  /** For tests without options of their own. */
  readonly options: TestOptions | undefined;
}

/** Who asks about what, by the names that tests use. */
export interface TestFixtures {
  readonly principals: ReadonlyMap<string, TestPrincipal>;
  readonly resources: ReadonlyMap<string, TestResource>;
  readonly auxData: ReadonlyMap<string, TestAuxData>;
  /** Group → names of its members. */
  readonly principalGroups: ReadonlyMap<string, readonly string[]>;
  readonly resourceGroups: ReadonlyMap<string, readonly string[]>;
}

/** Something that is not to be run. */
export interface Skip {
  readonly reason: string;
}

/** One test: every principal of the input is checked against every resource. */
export interface TestTable {
  readonly name: string;
  readonly description: string;
  readonly skip: Skip | undefined;
  readonly input: TestInput;
  readonly expected: readonly Expectation[];
  /** Replaces the options of the suite as a whole. */
  readonly options: TestOptions | undefined;
  readonly span: Span;
}

export interface TestInput {
  readonly principals: readonly string[];
  readonly principalGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceGroups: readonly string[];
  readonly actions: readonly string[];
  /** Name of a fixture. */
  readonly auxData: Located<string> | undefined;
}

/** What is expected of some of the pairs; a pair without expectation is denied everything. */
export interface Expectation {
  readonly principals: readonly string[];
  readonly principalGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceGroups: readonly string[];
  readonly actions: ReadonlyMap<string, "allow" | "deny">;
  readonly outputs: readonly ExpectedOutputs[];
  readonly span: Span;
}

/** Outputs of one action. */
export interface ExpectedOutputs {
  readonly action: string;
  readonly values: readonly ExpectedOutput[];
}

export interface ExpectedOutput {
  /** Such as `resource.album.vdefault#rule-001`. */
  readonly source: string;
  /** `null` when not given. */
  readonly value: ConstantValue;
}

export interface TestOptions {
  /** What `now()` is; a policy that asks for it fails a test without. */
  readonly now: Timestamp | undefined;
  readonly lenientScopeSearch: boolean;
  readonly strictEvaluation: boolean;
  /** Numbers are doubles here, unlike those of a server's configuration. */
  readonly globals: JsonMembers;
  /** `""` when not given. */
  readonly defaultPolicyVersion: string;
  readonly defaultScope: string;
}

export interface TestPrincipal {
  readonly id: string;
  readonly roles: readonly string[];
  readonly attributes: JsonMembers;
  readonly policyVersion: string;
  readonly scope: string;
}

export interface TestResource {
  readonly kind: string;
  readonly id: string;
  readonly attributes: JsonMembers;
  readonly policyVersion: string;
  readonly scope: string;
}

/** Claims of tokens; nothing is verified. */
export interface TestAuxData {
  readonly jwt?: JsonMembers;
  readonly jwts?: ReadonlyMap<string, JsonMembers>;
}

export interface JsonMembers {
  readonly [name: string]: ConstantValue;
}
