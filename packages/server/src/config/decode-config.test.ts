import { expect, test } from "vitest";
import { type Config, decodeConfig } from "./decode-config.ts";
import { mergeNodes } from "./merge-nodes.ts";
import { parseOverrides } from "./parse-override.ts";
import { readYaml } from "./read-yaml.ts";

const STORAGE = "storage: {driver: disk, disk: {directory: policies}}";

function decode(yaml: string): Config {
  return decodeConfig(readYaml(yaml));
}

test("everything has a default", () => {
  expect(decode(STORAGE)).toMatchObject({
    server: {
      httpListenAddr: ":3592",
      grpcListenAddr: ":3593",
      udsFileMode: "0o766",
      cors: { disabled: false, allowedOrigins: ["*"], maxAge: 0 },
      requestLimits: { maxActionsPerResource: 50, maxResourcesPerRequest: 50 },
      metricsEnabled: true,
      advanced: {
        http: { readTimeout: 30_000, idleTimeout: 120_000 },
        grpc: { maxRecvMsgSizeBytes: 4_194_304 },
      },
    },
    engine: {
      defaultPolicyVersion: "default",
      defaultScope: "",
      lenientScopeSearch: false,
      strictEvaluation: false,
    },
    schema: { enforcement: "none", cacheSize: 1024 },
    auxData: { jwt: { disableVerification: false, acceptableTimeSkew: 0, keySets: [] } },
    storage: { driver: "disk", directory: "policies", watchForChanges: false },
    orthrus: { startMessage: "", plan: { presence: "narrow" } },
    warnings: [],
  });
});

test("values are taken in every spelling that the format allows", () => {
  const { server, engine, schema } = decode(`
server:
  advanced: {http: {readTimeout: 1m30s, writeTimeout: 5000000}, grpc: {maxConcurrentStreams: 0}}
  cors: {allowedHeaders: [1, true, 1.50], allowedOrigins: []}
  metricsEnabled: no
  requestLimits: {maxActionsPerResource: 5.0}
engine: {defaultPolicyVersion: 20, lenientScopeSearch: yes, globals: {a: 1, b: yes, c: [x, null], d: {e: 1.5}}}
schema: {enforcement: anything}
${STORAGE}`);
  expect({
    http: server.advanced.http,
    streams: server.advanced.grpc.maxConcurrentStreams,
    cors: [server.cors.allowedHeaders, server.cors.allowedOrigins],
    metrics: server.metricsEnabled,
    actions: server.requestLimits.maxActionsPerResource,
    version: engine.defaultPolicyVersion,
    lenient: engine.lenientScopeSearch,
    globals: Object.fromEntries(engine.globals),
    enforcement: schema.enforcement,
  }).toEqual({
    http: { readTimeout: 90_000, readHeaderTimeout: 15_000, writeTimeout: 5, idleTimeout: 120_000 },
    streams: 0,
    cors: [["1", "true", "1.50"], []],
    metrics: false,
    actions: 5,
    version: "20",
    lenient: true,
    globals: { a: 1, b: true, c: ["x", null], d: { e: 1.5 } },
    enforcement: "warn",
  });
});

const SERVER = "failed to load server configuration: ";
const YAML = "yaml: unmarshal errors:\n";
const ADDRESS = "(write it like `:3592`, `127.0.0.1:3592` or `unix:/run/orthrus.sock`)";
const SERVER_KEYS =
  "httpListenAddr, grpcListenAddr, udsFileMode, tls, adminAPI, cors, requestLimits, metricsEnabled, apiExplorerEnabled, logRequestPayloads, playgroundEnabled, embeddedMode, advanced";
const ENGINE_KEYS =
  "defaultPolicyVersion, defaultScope, globals, lenientScopeSearch, policyLoaderTimeout, celErrorLogLevel, strictEvaluation, numWorkers";
const ENGINE = "failed to create ruletable manager: failed to read engine configuration: ";
const AUDIT = (backend: string) =>
  `failed to create audit log: failed to create backend: failed to read ${backend} audit log configuration: `;
const AUX = "failed to initialize auxData handler: ";

test.each([
  [
    "server: {foo: 1}",
    `${SERVER}${YAML}  line 1: field foo not found in type server.Conf; known here: ${SERVER_KEYS}`,
  ],
  [
    "server: foo",
    `${SERVER}${YAML}  line 1: cannot unmarshal !!str \`foo\` into server.Conf; write keys and values below it`,
  ],
  [
    "server: [a]",
    `${SERVER}${YAML}  line 1: cannot unmarshal !!seq into server.Conf; write keys and values below it`,
  ],
  [
    "server: {tls: {zz: 1}, metricsEnabled: 12, cors: {maxAge: 1x, allowedOrigins: foo}, httpListenAddr: [1]}",
    `${SERVER}${YAML}${[
      "  line 1: cannot unmarshal !!seq into string; write a single value",
      "  line 1: field zz not found in type server.TLSConf; known here: cert, key, caCert",
      "  line 1: cannot unmarshal !!str `foo` into []string; write a list: `[a, b]`",
      "  line 1: cannot unmarshal !!str `1x` into time.Duration; write a duration such as `30s`, `5m` or `1h30m`",
      "  line 1: cannot unmarshal !!int `12` into bool; write `true` or `false`, without quotes",
    ].join("\n")}`,
  ],
  [
    "server: {cors: {allowedHeaders: [\"a\\nb\", d], allowedOrigins: []}, requestLimits: {maxActionsPerResource: -1, maxResourcesPerRequest: '20'}, tls: {}, zz: 1}",
    `${SERVER}${YAML}${[
      `  line 1: field zz not found in type server.Conf; known here: ${SERVER_KEYS}`,
      "  line 1: cannot unmarshal !!int `-1` into uint; write a whole number, 0 or more",
      "  line 1: cannot unmarshal !!str `20` into uint; write a whole number, 0 or more",
    ].join("\n")}`,
  ],
  [
    "server: {advanced: {grpc: {maxConcurrentStreams: 5000000000}}, metricsEnabled: abcdefghijklmnop}",
    `${SERVER}${YAML}  line 1: cannot unmarshal !!str \`abcdefg...\` into bool; write \`true\` or \`false\`, without quotes\n  line 1: cannot unmarshal !!int \`5000000000\` into uint32; write a whole number from 0 to 4294967295`,
  ],
  [
    "server: {httpListenAddr: foo, grpcListenAddr: '::1:3', udsFileMode: abc, requestLimits: {maxActionsPerResource: 0, maxResourcesPerRequest: 501}}",
    `${SERVER}${[
      `invalid httpListenAddr 'foo': address foo: missing port in address ${ADDRESS}`,
      `invalid grpcListenAddr '::1:3': address ::1:3: too many colons in address ${ADDRESS}`,
      'invalid udsFileMode "abc": strconv.ParseInt: parsing "abc": invalid syntax',
      "maxActionsPerResource must be between 1 and 500",
      "maxResourcesPerRequest must be between 1 and 500",
    ].join("; ")}`,
  ],
  ["server: {udsFileMode: 0}", `${SERVER}invalid udsFileMode "0"`],
  [
    "server: {udsFileMode: '0789'}",
    `${SERVER}invalid udsFileMode "0789": strconv.ParseInt: parsing "0789": invalid syntax`,
  ],
  [
    "server: {udsFileMode: 9999999999}",
    `${SERVER}invalid udsFileMode "9999999999": strconv.ParseInt: parsing "9999999999": value out of range`,
  ],
  [
    "schema: {foo: x}",
    `failed to create schema manager: failed to get config section "schema": ${YAML}  line 1: field foo not found in type schema.Conf; known here: enforcement, cacheSize`,
  ],
  [
    "compile: {zz: 1}",
    `failed to create compile manager: ${YAML}  line 1: field zz not found in type compile.Conf; known here: cacheSize, cacheDuration`,
  ],
  [
    "engine: {foo: 1}",
    `${ENGINE}${YAML}  line 1: field foo not found in type evaluator.Conf; known here: ${ENGINE_KEYS}`,
  ],
  [
    "engine: {globals: [1]}",
    `${ENGINE}${YAML}  line 1: cannot unmarshal !!seq into map[string]interface {}; write keys and values below it`,
  ],
  [
    "engine: {defaultPolicyVersion: ' ', celErrorLogLevel: loud, globals: {a-b: 1, in: 2}}",
    `${ENGINE}${[
      "engine.defaultVersion must not be an empty string",
      'engine.celErrorLogLevel: invalid value "loud" (valid: none, debug, info, warn, error)',
      'engine.globals: "a-b" is not a valid identifier',
      'engine.globals: "in" is a reserved keyword and can\'t be used as an identifier',
    ].join("; ")}`,
  ],
  [
    "auxData: {jwt: {keySets: [{id: x, local: {foo: a}}]}}",
    `${AUX}${YAML}  line 1: field foo not found in type auxdata.LocalSource; known here: file, data, pem`,
  ],
  [
    "auxData: {jwt: {keySets: {a: 1}}}",
    `${AUX}${YAML}  line 1: cannot unmarshal !!map into []auxdata.JWTKeySet; write a list: each item on its own line, after \`- \``,
  ],
  [
    "auxData: {jwt: {acceptableTimeSkew: -1s, keySets: [{remote: {url: ''}}, {id: a, local: {}, remote: {}}, {id: b, local: {}}, {id: a}, {id: d, local: {file: f, data: e}}]}}",
    `${AUX}${[
      "acceptableTimeSkew must be positive",
      "keyset '': remote URL is empty",
      "keyset 'a': only one of `local` or `remote` should be defined",
      "keyset 'b': at least one of 'local.data' or 'local.file' must be defined",
      "duplicate keyset id 'a'",
      "keyset 'a': should have one of `local` or `remote` defined",
      "keyset 'd': only one of 'local.data' or 'local.file' must be defined",
    ].join("; ")}`,
  ],
  [
    "audit: {enabled: x}",
    `failed to create audit log: failed to read audit configuration: ${YAML}  line 1: cannot unmarshal !!str \`x\` into bool; write \`true\` or \`false\`, without quotes`,
  ],
  ["audit: {enabled: true}", "failed to create audit log: unknown backend []"],
  ["audit: {enabled: true, backend: foo}", "failed to create audit log: unknown backend [foo]"],
  [
    "audit: {enabled: true, backend: file, file: {path: ' ', additionalPaths: [a, '']}}",
    `${AUDIT("file")}invalid path " "; invalid path ""`,
  ],
  [
    "audit: {enabled: true, backend: file, file: {foo: 1}}",
    `${AUDIT("file")}${YAML}  line 1: field foo not found in type file.Conf; known here: path, additionalPaths, logRotation`,
  ],
  [
    "audit: {enabled: true, backend: local, local: {retentionPeriod: 10m, advanced: {flushInterval: 1ms, bufferSize: 0}}}",
    `${AUDIT("local")}${[
      "storagePath should not be empty",
      "retentionPeriod must be between 1h0m0s and 720h0m0s",
      "bufferSize must be at least 1",
      "flushInterval must be at least 1s",
    ].join("; ")}`,
  ],
  [
    "orthrus: {colour: red}",
    `failed to load orthrus configuration: ${YAML}  line 1: field colour not found in type orthrus.Conf; known here: startMessage, plan`,
  ],
  [
    "orthrus: {plan: {presence: maybe}}",
    'failed to load orthrus configuration: orthrus.plan.presence: invalid value "maybe" (valid: narrow, operator, null, compatible)',
  ],
])("%s is refused with the words operators know", (yaml, message) => {
  expect(() => decode(`${yaml}\n${STORAGE}`)).toThrow(
    expect.objectContaining({ code: "server/config-invalid", message }),
  );
});

test("what is on by default in an audit log, and where the file backend writes to", () => {
  expect(decode(`audit: {enabled: true, backend: file, local: {zz: 1}}\n${STORAGE}`).audit).toEqual({
    accessLogsEnabled: true,
    decisionLogsEnabled: true,
    includeMetadataKeys: [],
    excludeMetadataKeys: [],
    decisionLogFilters: {
      checkResources: { ignoreAllowAll: false },
      planResources: { ignoreAll: false, ignoreAlwaysAllow: false },
    },
    to: { backend: "file", path: "stdout", additionalPaths: [], logRotation: undefined },
  });
});

const STORE = "failed to create store: ";

test.each([
  ["storage: {driver: foo}", `${STORE}unknown storage driver [foo]; set \`storage.driver\` to disk`],
  ["server: {}", `${STORE}unknown storage driver []; set \`storage.driver\` to disk`],
  [
    "storage: foo",
    `${STORE}failed to get storage driver configuration: failed to unmarshal storage config: ${YAML}  line 1: cannot unmarshal !!str \`foo\` into map[string]interface {}; write keys and values below it`,
  ],
  [
    "storage: {driver: [1]}",
    `${STORE}failed to get storage driver configuration: ${YAML}  line 1: cannot unmarshal !!seq into string; write a single value`,
  ],
  [
    "storage: {driver: disk, disk: {z: 1}}",
    `${STORE}failed to read disk configuration: ${YAML}  line 1: field z not found in type disk.Conf; known here: directory, watchForChanges, scratchDir`,
  ],
  [
    "storage: {driver: disk, zz: 1, disk: {directory: [1], watchForChanges: 'x', scratchDir: x}}",
    `${STORE}failed to read disk configuration: ${YAML}  line 1: cannot unmarshal !!seq into string; write a single value\n  line 1: cannot unmarshal !!str \`x\` into bool; write \`true\` or \`false\`, without quotes`,
  ],
])("%s is refused as storage", (yaml, message) => {
  expect(() => decode(yaml)).toThrow(expect.objectContaining({ code: "server/config-invalid", message }));
});

test.each([
  ["storage: {driver: git}", /storage driver \[git\] is not available .* use \[disk\]/],
  ["storage: {driver: postgres, postgres: {url: x}}", /storage driver \[postgres\] is not available/],
  [
    `audit: {enabled: true, backend: kafka}\n${STORAGE}`,
    /audit log: backend \[kafka\] is not available .* use \[file\] or \[local\]/,
  ],
])("%j asks for something that is not there, and is refused", (yaml, message) => {
  expect(() => decode(yaml)).toThrow(
    expect.objectContaining({ code: "server/config-unavailable", message: expect.stringMatching(message) }),
  );
});

test("a mistake in a driver or backend that is not in use does not matter, nor do unknown sections", () => {
  expect(
    decode(
      `audit: {backend: file, file: {zz: 1}, zz: 1}\ntelemetry: {zz: 1}\nhub: 1\n${STORAGE.replace("}}", "}, git: 5}")}`,
    ).warnings,
  ).toEqual([]);
});

test.each([
  [
    "compile: {cacheSize: 1, cacheDuration: 1s}",
    [
      "[DEPRECATED CONFIG] compile.cacheSize is deprecated and will be removed in a future release.",
      "[DEPRECATED CONFIG] compile.cacheDuration is deprecated and will be removed in a future release.",
    ],
  ],
  [
    "auxData: {jwt: {cacheSize: 5}}",
    ["[DEPRECATED CONFIG] auxData.jwt.cacheSize is deprecated and will be removed in a future release."],
  ],
  ["auxData: {jwt: {disableVerification: true}}", ["[INSECURE CONFIG] JWT verification is disabled"]],
  [
    "auxData: {jwt: {keySets: [{id: a, local: {file: f}, insecure: {optionalAlg: true, optionalKid: true}}]}}",
    [
      "[INSECURE CONFIG] Enabling optional alg field for key set (a)",
      "[INSECURE CONFIG] Enabling optional kid field for key set (a)",
    ],
  ],
  ["server: {adminAPI: {enabled: true}}", []],
  [
    "tracing: {a: 1}",
    ["[UNSUPPORTED CONFIG] The tracing section is not supported; use the OTEL_* environment variables."],
  ],
])("%s is accepted with a warning", (yaml, warnings) => {
  expect(decode(`${yaml}\n${STORAGE}`).warnings).toEqual(warnings);
});

// biome-ignore format: one row per mistake
test.each([
  ["a section nearly right",      "# ours\nsever:\n  httpListenAddr: ':1'",            "failed to load config: orthrus.yaml:2: unknown section sever; did you mean `server`?"],
  ["a section in capitals",       "Audit: {enabled: true}",                            "failed to load config: orthrus.yaml:1: unknown section Audit; did you mean `audit`?"],
  ["a key of the audit log",      "audit:\n  enable: true",                            "failed to create audit log: orthrus.yaml:2: field enable not found in type audit.Conf; did you mean `enabled`?"],
  ["a driver nearly right",       "storage:\n  driver: disk\n  disc: {directory: x}",  "failed to create store: orthrus.yaml:3: field disc not found in type storage.Conf; did you mean `disk`?"],
  ["`driver` nearly right",       "storage:\n  drivers: disk",                         "failed to create store: orthrus.yaml:2: field drivers not found in type storage.Conf; did you mean `driver`?"],
  ["the name of a driver",        "storage: {driver: dsk}",                            "failed to create store: unknown storage driver [dsk]; did you mean `disk`?"],
  ["a field nearly right",        "schema: {}\nserver:\n  httpListenAdr: ':1'",        "failed to load server configuration: yaml: unmarshal errors:\n  orthrus.yaml:3: field httpListenAdr not found in type server.Conf; did you mean `httpListenAddr`?"],
  ["fields far down",             "storage:\n  driver: disk\n  disk:\n    directory: x\n    directry: y\n    watch: maybe", "failed to create store: failed to read disk configuration: yaml: unmarshal errors:\n  orthrus.yaml:5: field directry not found in type disk.Conf; did you mean `directory`?\n  orthrus.yaml:6: field watch not found in type disk.Conf; known here: directory, watchForChanges, scratchDir"],
])("a mistake is told with its file, its line and what was probably meant: %s", (_title, yaml, message) => {
  expect(() => decodeConfig(readYaml(yaml, "orthrus.yaml"))).toThrow(expect.objectContaining({ message }));
});

test("a mistake on the command line is told as one", () => {
  const overridden = mergeNodes(
    readYaml(STORAGE, "orthrus.yaml"),
    parseOverrides(["storage.disk.directry=x"]),
  );
  expect(() => decodeConfig(overridden)).toThrow(
    expect.objectContaining({
      message: `failed to create store: failed to read disk configuration: yaml: unmarshal errors:\n  --set: field directry not found in type disk.Conf; did you mean \`directory\`?`,
    }),
  );
});

// biome-ignore format: one row per mistake
test.each([
  ["a section of nobody",          `${STORAGE}\nelephants: 1`,                      ["[UNKNOWN CONFIG] orthrus.yaml:2: there is no section elephants, it has no effect."]],
  ["a section for other programs", `x-server: 1\n${STORAGE}`,                       []],
  ["a driver of nobody",           "storage: {driver: disk, elephants: 1}",         ["[UNKNOWN CONFIG] orthrus.yaml:1: there is no storage driver elephants, it has no effect."]],
  ["an enforcement of nobody",     `${STORAGE}\nschema:\n  enforcement: rejct`,     ["[INVALID CONFIG] orthrus.yaml:3: schema.enforcement must be none, warn or reject; what is there means warn."]],
])("what is accepted and does not do what it says is warned about: %s", (_title, yaml, warnings) => {
  expect(decodeConfig(readYaml(yaml, "orthrus.yaml")).warnings).toEqual(warnings);
});
