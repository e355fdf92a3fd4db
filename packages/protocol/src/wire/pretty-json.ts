/**
 * Lays out compact JSON over several lines, the way the reference server does for `?pretty`.
 *
 * Shape: `{"a":[1]}` → `{\n  "a":  [\n    1\n  ]\n}`; two spaces after a colon, nothing inside empty brackets.
 * The text must be JSON without white space outside its strings.
 */
export function prettyJson(json: string): string {
  let pretty = "";
  let indent = "\n";
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|\{\}|\[\]|[{}[\],:]|[^"{}[\],:]+/g)) {
    switch (token) {
      case "{":
      case "[":
        indent += "  ";
        pretty += token + indent;
        break;
      case "}":
      case "]":
        indent = indent.slice(0, -2);
        pretty += indent + token;
        break;
      case ",":
        pretty += token + indent;
        break;
      case ":":
        pretty += ":  ";
        break;
      default:
        pretty += token;
    }
  }
  return pretty;
}
