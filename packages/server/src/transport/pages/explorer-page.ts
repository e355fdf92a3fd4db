import { createHash } from "node:crypto";

const SCRIPT = `
const element = (name, text = "", props = {}) => Object.assign(document.createElement(name), { textContent: text }, props);
const description = await (await fetch("/schema/swagger.json")).json();
document.querySelector("p").textContent = "Compatible with version " + description.info.version + " of the Cerbos API.";
for (const [path, methods] of Object.entries(description.paths)) {
  for (const [method, call] of Object.entries(methods)) {
    const details = element("details");
    const summary = element("summary");
    summary.append(element("b", method.toUpperCase()), " ", element("code", path), " ", call.summary);
    const body = element("textarea", "", { rows: 8, value: "{}" });
    const query = element("input", "", { placeholder: "query, such as id=album.yaml" });
    const user = element("input", "", { placeholder: "user", autocomplete: "off" });
    const password = element("input", "", { placeholder: "password", type: "password", autocomplete: "off" });
    const hasBody = call.parameters.some((parameter) => parameter.in === "body");
    const send = element("button", "Send");
    const answer = element("pre");
    send.onclick = async () => {
      const headers = user.value === "" ? {} : { authorization: "Basic " + btoa(user.value + ":" + password.value) };
      const target = path.replace("{kind}", "KIND_ACCESS") + "?pretty&" + query.value;
      const response = await fetch(target, { method: method.toUpperCase(), headers, body: hasBody ? body.value : undefined });
      answer.textContent = response.status + " " + (await response.text());
    };
    const fields = element("pre", JSON.stringify(hasBody ? schemaOf(call) : call.parameters, null, 2));
    const credentials = call.security ? [user, password] : [];
    details.append(summary, fields, hasBody ? body : query, ...credentials, send, answer);
    document.querySelector("main").append(details);
  }
}
function schemaOf(call) {
  return description.definitions[call.parameters[0].schema.$ref.split("/").pop()];
}
`;

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
details { border-top: 1px solid #ccc; padding: .4rem 0; } summary { cursor: pointer; }
pre { background: #f5f5f5; padding: .5rem; overflow: auto; max-height: 20rem; }
textarea { width: 100%; font-family: monospace; }
`;

/** A page to look at the API and to try it. It loads nothing from elsewhere. */
export const EXPLORER_PAGE: string = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Orthrus API</title><style>${STYLE}</style></head>
<body><h1>Orthrus API</h1><p></p><main></main><script type="module">${SCRIPT}</script></body>
</html>
`;

/** Nothing but this script runs on the page, and it talks to this server only. */
export const EXPLORER_POLICY: string = [
  "default-src 'none'",
  "connect-src 'self'",
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`,
  "frame-ancestors 'none'",
].join("; ");
