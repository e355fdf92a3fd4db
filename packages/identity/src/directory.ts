export { createDirectory, type Directory } from "./directory/directory.ts";
export {
  type DirectoryField,
  type DirectorySourceOptions,
  directorySource,
} from "./directory/directory-source.ts";
export { directoryMigrations, directorySql, migrateDirectory } from "./directory/migrations.ts";
export { sqlDeliveryLog } from "./directory/sql-delivery-log.ts";
export { sqlDenyList } from "./directory/sql-deny-list.ts";
export type { DirectoryDatabase, DirectoryDialect, DirectoryTables } from "./directory/tables.ts";
