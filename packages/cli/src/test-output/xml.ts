/** An element with its attributes in order, as text or with elements inside. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string | number])[];
  readonly content: XmlText | readonly XmlElement[];
}

/** `cdata` is for text that people should be able to read as it is. */
export type XmlText = { readonly kind: "text" | "cdata"; readonly text: string };

/** Prints an element, children on lines of their own. */
export function printXml({ name, attributes, content }: XmlElement, margin = ""): string {
  const start = [name, ...attributes.map(([key, value]) => `${key}="${escapeXml(String(value))}"`)].join(" ");
  if (isText(content)) return `${margin}<${start}>${textXml(content)}</${name}>\n`;
  if (content.length === 0) return `${margin}<${start}></${name}>\n`;
  const inside = content.map((child) => printXml(child, `${margin}  `)).join("");
  return `${margin}<${start}>\n${inside}${margin}</${name}>\n`;
}

function isText(content: XmlElement["content"]): content is XmlText {
  return !Array.isArray(content);
}

function textXml({ kind, text }: XmlText): string {
  if (kind === "text") return escapeXml(text);
  return `<![CDATA[${readable(text).replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['"', "&#34;"],
  ["'", "&#39;"],
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ["\t", "&#x9;"],
  ["\n", "&#xA;"],
  ["\r", "&#xD;"],
]);

function escapeXml(text: string): string {
  return readable(text).replace(/["'&<>\t\n\r]/g, (character) => ENTITIES.get(character) ?? character);
}

/** No XML document can hold these characters, not even as references. */
function readable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu, "\ufffd");
}
