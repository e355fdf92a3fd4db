import type { Row } from "../condition.ts";

/** Databases that Prisma speaks to, as its schema calls them. */
export type PrismaProvider = "postgresql" | "mysql" | "sqlite";

/** A field of a model, for comparing it with another: `prisma.document.fields.team`. */
export interface PrismaField {
  readonly modelName: string;
  readonly name: string;
  readonly typeName: string;
}

export interface Writing {
  readonly provider: PrismaProvider;
  /** Texts are equal, and in order, as their bytes are. */
  readonly equalsBytes: boolean;
  readonly ordersBytes: boolean;
  readonly fields: ReadonlyMap<string, PrismaField>;
  /** The row that the `where` at hand is about. */
  readonly row: Row;
}
