export { askForFilter, type PlanningClient } from "./filters/ask-plan.ts";
export { attributesOf, type RowRecord } from "./filters/attributes-of.ts";
export { allOf, anyOf, complement } from "./filters/combine.ts";
export type {
  ColumnValue,
  Comparison,
  ComparisonOperator,
  Computed,
  ComputedOperator,
  Condition,
  CountedRows,
  ElementValue,
  ListValue,
  Literal,
  OneOf,
  ParentValue,
  Place,
  Row,
  Rows,
  RowTest,
  Scalar,
  ScalarType,
  StateTest,
  TextOperator,
  TextTest,
} from "./filters/condition.ts";
export { FilterError, type FilterErrorCode, type FilterProblem } from "./filters/errors.ts";
export { type Filter, type ListCondition, listCondition } from "./filters/list-condition.ts";
export {
  type Attribute,
  type Attributes,
  type Column,
  type ColumnOptions,
  type ColumnStorage,
  type ColumnType,
  column,
  type ElementType,
  type Group,
  group,
  type Join,
  type ListColumn,
  type ListOptions,
  list,
  type NullMeaning,
  type Relation,
  type ResourceMapping,
  type TimestampStorage,
  type ToMany,
  type ToOne,
  toMany,
  toOne,
} from "./filters/mapping.ts";
export type { AnyPlan, PlanResponse } from "./filters/plan.ts";
export type { TranslationOptions } from "./filters/translate/translate.ts";
