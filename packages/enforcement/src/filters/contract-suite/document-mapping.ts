import type { RowRecord } from "../attributes-of.ts";
import {
  type Column,
  column,
  group,
  list,
  type Relation,
  type ResourceMapping,
  toMany,
  toOne,
} from "../mapping.ts";
import type { Documents } from "./documents.ts";

/** What backends of the contract differ in. */
export interface MappingChoices {
  readonly table?: string;
  readonly timestamps: Extract<Column["stored"], string>;
  readonly lists?: "json" | "array";
  /** How a relation is named where that is not by tables. */
  readonly relation?: (name: "owner" | "manager" | "members" | "user" | "labels") => Relation;
}

const tables = {
  owner: { table: "users", on: { owner_id: "id" } },
  manager: { table: "users", on: { manager_id: "id" } },
  user: { table: "users", on: { user_id: "id" } },
  members: { table: "members", on: { id: "document_id" } },
  labels: {
    table: "labels",
    on: { id: "document_id" },
    through: { table: "document_labels", on: { label_id: "id" } },
  },
} as const;

/** Says where the attributes of the documents are. */
export function documentMapping(choices: MappingChoices): ResourceMapping {
  const relation = choices.relation ?? ((name: keyof typeof tables): Relation => tables[name]);
  const stored = choices.lists ?? "json";
  const time = { stored: choices.timestamps };
  const user = {
    id: column("id", "string", { null: "never" }),
    name: column("name", "string", { null: "missing" }),
    department: column("department", "string", { null: "value" }),
    level: column("level", "integer", { null: "missing" }),
    path: column("path", "string", { null: "missing" }),
  };
  return {
    table: choices.table ?? "documents",
    id: column("id", "string", { null: "never" }),
    attributes: {
      title: column("title", "string", { null: "missing" }),
      status: column("status", "string", { null: "value" }),
      ownerId: column("owner_id", "string", { null: "missing" }),
      team: column("team", "string", { null: "never" }),
      score: column("score", "number", { null: "missing" }),
      points: column("points", "integer", { null: "missing" }),
      rank: column("rank_no", "integer", { null: "value" }),
      public: column("is_public", "boolean", { null: "missing" }),
      archived: column("is_archived", "boolean", { null: "never" }),
      createdAt: column("created_at", "timestamp", { null: "missing", ...time }),
      updatedAt: column("updated_at", "timestamp", { null: "never", ...time }),
      path: column("path", "string", { null: "missing" }),
      tags: list("tags", "string", { null: "missing", stored }),
      labels: list("labels", "string", { null: "value", stored }),
      numbers: list("numbers", "number", { null: "missing", stored }),
      level: column("meta", "number", { null: "missing", path: ["level"] }),
      kindOf: column("meta", "string", { null: "value", path: ["kind"] }),
      flag: column("meta", "boolean", { null: "missing", path: ["flag"] }),
      quoted: column("meta", "string", { null: "missing", path: ["quo'te"] }),
      place: group({ city: column("meta", "string", { null: "value", path: ["place", "city"] }) }),
      owner: toOne(relation("owner"), { ...user, manager: toOne(relation("manager"), user) }),
      members: toMany(relation("members"), {
        userId: column("user_id", "string", { null: "missing" }),
        role: column("role", "string", { null: "value" }),
        level: column("level", "integer", { null: "missing" }),
        user: toOne(relation("user"), user),
      }),
      labelNames: toMany(relation("labels"), column("name", "string", { null: "missing" })),
      labelTexts: toMany(relation("labels"), column("name", "string", { null: "value" })),
      labelRows: toMany(relation("labels"), {
        name: column("name", "string", { null: "value" }),
        weight: column("weight", "integer", { null: "never" }),
      }),
    },
  };
}

/** A document with its related rows, as a mapper would return it. */
export function joinedDocument(
  document: RowRecord,
  { users, members, labels, documentLabels }: Documents,
): RowRecord {
  const userOf = (id: unknown): RowRecord | null => {
    const user = users.find((each) => each.id === id);
    return user === undefined ? null : { ...user, manager: userOf(user.manager_id) };
  };
  const ofDocument = (row: RowRecord): boolean => row.document_id === document.id;
  const labelRows = documentLabels
    .filter(ofDocument)
    .flatMap(({ label_id }) => labels.filter(({ id }) => id === label_id));
  return {
    ...document,
    owner: userOf(document.owner_id),
    members: members.filter(ofDocument).map((member) => ({ ...member, user: userOf(member.user_id) })),
    labelNames: labelRows,
    labelTexts: labelRows,
    labelRows,
  };
}
