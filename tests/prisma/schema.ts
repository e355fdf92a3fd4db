/** The documents of the filter contract, as Prisma has them. Lists are native where the database has those. */
export function prismaSchema(provider: string, output: string): string {
  const listOf = (type: string): string => (provider === "postgresql" ? `${type}[]` : "Json?");
  return `
generator client {
  provider = "prisma-client"
  output   = "${output}"
}
datasource db {
  provider = "${provider}"
}
model Document {
  id          String    @id
  title       String?
  status      String?
  owner_id    String?
  owner       User?     @relation(fields: [owner_id], references: [id])
  team        String
  score       Float?
  points      BigInt?
  rank_no     Int?
  is_public   Boolean?
  is_archived Boolean
  created_at  DateTime?
  updated_at  DateTime
  path        String?
  tags        ${listOf("String")}
  labels      ${listOf("String")}
  numbers     ${listOf("Float")}
  meta        Json?
  members     Member[]
  labelRows   Label[]   @relation("DocumentLabels")
  @@map("documents")
}
model User {
  id         String     @id
  name       String?
  department String?
  level      Int?
  path       String?
  manager_id String?
  manager    User?      @relation("Managers", fields: [manager_id], references: [id])
  reports    User[]     @relation("Managers")
  documents  Document[]
  members    Member[]
  @@map("users")
}
model Member {
  id          Int      @id
  document_id String
  document    Document @relation(fields: [document_id], references: [id])
  user_id     String?
  user        User?    @relation(fields: [user_id], references: [id])
  role        String?
  level       Int?
  @@map("members")
}
model Label {
  id        Int        @id
  name      String?
  weight    Int
  documents Document[] @relation("DocumentLabels")
  @@map("labels")
}
`;
}
