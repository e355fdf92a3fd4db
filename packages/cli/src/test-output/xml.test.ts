import { expect, test } from "vitest";
import { printXml, type XmlElement } from "./xml.ts";

const element = (content: XmlElement["content"], value: string | number = 1): XmlElement => ({
  name: "a",
  attributes: [["b", value]],
  content,
});

// biome-ignore format: one row per element
test.each([
  [element([]),                                              '<a b="1"></a>\n'],
  [element([element([])]),                                   '<a b="1">\n  <a b="1"></a>\n</a>\n'],
  [element([], `"'&<>\t\n\r`),                               '<a b="&#34;&#39;&amp;&lt;&gt;&#x9;&#xA;&#xD;"></a>\n'],
  [element({ kind: "text", text: "<b> & 'c'" }),             '<a b="1">&lt;b&gt; &amp; &#39;c&#39;</a>\n'],
  [element({ kind: "cdata", text: "<b> & ]]> c" }),          '<a b="1"><![CDATA[<b> & ]]]]><![CDATA[> c]]></a>\n'],
  [element({ kind: "text", text: "\u0000\u001b\ud800\uffff😀" }), '<a b="1">\ufffd\ufffd\ufffd\ufffd😀</a>\n'],
])("%j is printed as %j", (given, text) => {
  expect(printXml(given)).toBe(text);
});
