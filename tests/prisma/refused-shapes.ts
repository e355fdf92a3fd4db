const all: readonly string[] = [];
export const refusedShapes = { sqlite: new Set(all), postgresql: new Set(all), binaryPostgresql: new Set(all), mysql: new Set(all) };
