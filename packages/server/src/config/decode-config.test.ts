import { expect, test } from "vitest";
import { type Config, decodeConfig } from "./decode-config.ts";
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
const ENGINE = "failed to create ruletable manager: failed to read engine configuration: ";
const AUX = "failed to initialize auxData handler: ";

test.each([
  ["server: {foo: 1}", `${SERVER}${YAML}  line 1: field foo not found in type server.Conf`],
  ["server: foo", `${SERVER}${YAML}  line 1: cannot unmarshal !!str \`foo\` into server.Conf`],
  ["server: [a]", `${SERVER}${YAML}  line 1: cannot unmarshal !!seq into server.Conf`],
  [
    "server: {tls: {zz: 1}, metricsEnabled: 12, cors: {maxAge: 1x, allowedOrigins: foo}, httpListenAddr: [1]}",
    `${SERVER}${YAML}${[
      "  line 2: cannot unmarshal !!str `foo` into []string",
      "  line 3: cannot unmarshal !!str `1x` into time.Duration",
      "  line 5: cannot unmarshal !!seq into string",
      "  line 6: cannot unmarshal !!int `12` into bool",
      "  line 8: field zz not found in type server.TLSConf",
    ].join("\n")}`,
  ],
  [
    "server: {cors: {allowedHeaders: [\"a\\nb\", d], allowedOrigins: []}, requestLimits: {maxActionsPerResource: -1, maxResourcesPerRequest: '20'}, tls: {}, zz: 1}",
    `${SERVER}${YAML}${[
      "  line 9: cannot unmarshal !!int `-1` into uint",
      "  line 10: cannot unmarshal !!str `20` into uint",
      "  line 12: field zz not found in type server.Conf",
    ].join("\n")}`,
  ],
  [
    "server: {advanced: {grpc: {maxConcurrentStreams: 5000000000}}, metricsEnabled: abcdefghijklmnop}",
    `${SERVER}${YAML}  line 3: cannot unmarshal !!int \`5000000000\` into uint32\n  line 4: cannot unmarshal !!str \`abcdefg...\` into bool`,
  ],
  [
    "server: {httpListenAddr: foo, grpcListenAddr: '::1:3', udsFileMode: abc, requestLimits: {maxActionsPerResource: 0, maxResourcesPerRequest: 501}}",
    `${SERVER}${[
      "invalid httpListenAddr 'foo': address foo: missing port in address",
      "invalid grpcListenAddr '::1:3': address ::1:3: too many colons in address",
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
    `failed to create schema manager: failed to get config section "schema": ${YAML}  line 1: field foo not found in type schema.Conf`,
  ],
  [
    "compile: {zz: 1}",
    `failed to create compile manager: ${YAML}  line 1: field zz not found in type compile.Conf`,
  ],
  ["engine: {foo: 1}", `${ENGINE}${YAML}  line 1: field foo not found in type evaluator.Conf`],
  ["engine: {globals: [1]}", `${ENGINE}${YAML}  line 2: cannot unmarshal !!seq into map[string]interface {}`],
  [
    "engine: {defaultPolicyVersion: ' ', celErrorLogLevel: loud, globals: {a-b: 1, in: 2}}",
    `${ENGINE}${[
      "engine.defaultVersion must not be an empty string",
      'engine.celErrorLogLevel: invalid value "loud"',
      'engine.globals: "a-b" is not a valid identifier',
      'engine.globals: "in" is a reserved keyword and can\'t be used as an identifier',
    ].join("; ")}`,
  ],
  [
    "auxData: {jwt: {keySets: [{id: x, local: {foo: a}}]}}",
    `${AUX}${YAML}  line 5: field foo not found in type auxdata.LocalSource`,
  ],
  [
    "auxData: {jwt: {keySets: {a: 1}}}",
    `${AUX}${YAML}  line 3: cannot unmarshal !!map into []auxdata.JWTKeySet`,
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
    `failed to create audit log: failed to read audit configuration: ${YAML}  line 1: cannot unmarshal !!str \`x\` into bool`,
  ],
  ["audit: {enabled: true}", "failed to create audit log: unknown backend []"],
  ["audit: {enabled: true, backend: foo}", "failed to create audit log: unknown backend [foo]"],
  [
    "orthrus: {colour: red}",
    `failed to load orthrus configuration: ${YAML}  line 1: field colour not found in type orthrus.Conf`,
  ],
  [
    "orthrus: {plan: {presence: maybe}}",
    'failed to load orthrus configuration: orthrus.plan.presence: invalid value "maybe"',
  ],
])("%s is refused with the words operators know", (yaml, message) => {
  expect(() => decode(`${yaml}\n${STORAGE}`)).toThrow(
    expect.objectContaining({ code: "server/config-invalid", message }),
  );
});

const STORE = "failed to create store: ";

test.each([
  ["storage: {driver: foo}", `${STORE}unknown storage driver [foo]`],
  ["server: {}", `${STORE}unknown storage driver []`],
  [
    "storage: foo",
    `${STORE}failed to get storage driver configuration: failed to unmarshal storage config: ${YAML}  line 1: cannot unmarshal !!str \`foo\` into map[string]interface {}`,
  ],
  [
    "storage: {driver: [1]}",
    `${STORE}failed to get storage driver configuration: ${YAML}  line 2: cannot unmarshal !!seq into string`,
  ],
  [
    "storage: {driver: disk, disk: {z: 1}}",
    `${STORE}failed to read disk configuration: ${YAML}  line 1: field z not found in type disk.Conf`,
  ],
  [
    "storage: {driver: disk, zz: 1, disk: {directory: [1], watchForChanges: 'x', scratchDir: x}}",
    `${STORE}failed to read disk configuration: ${YAML}  line 2: cannot unmarshal !!seq into string\n  line 4: cannot unmarshal !!str \`x\` into bool`,
  ],
])("%s is refused as storage", (yaml, message) => {
  expect(() => decode(yaml)).toThrow(expect.objectContaining({ code: "server/config-invalid", message }));
});

test.each([
  ["storage: {driver: git}", /storage driver \[git\] is not available .* use \[disk\]/],
  ["storage: {driver: postgres, postgres: {url: x}}", /storage driver \[postgres\] is not available/],
  [
    `audit: {enabled: true, backend: file}\n${STORAGE}`,
    /audit log: backend \[file\] is not available .* set audit.enabled to false/,
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
