/** A `CheckResourcesRequest` with one more attribute of its principal. */
export function withAttribute(request: Uint8Array, value: Uint8Array): Uint8Array {
  const attribute = field(0x22, Buffer.concat([Buffer.of(0x0a, 1, 0x78), field(0x12, value)]));
  return Buffer.concat([request, field(0x1a, attribute)]);
}

/** A `google.protobuf.Value` of lists in lists. */
export function nestedLists(levels: number): Uint8Array {
  let value: Uint8Array = Buffer.of(0x20, 1);
  for (let level = 0; level < levels; level++) value = field(0x32, field(0x0a, value));
  return value;
}

/** Puts a tag and its length in front. */
function field(tag: number, content: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    length.push(rest < 0x80 ? rest : (rest & 0x7f) | 0x80);
    if (rest < 0x80) return Buffer.concat([Buffer.of(tag, ...length), content]);
  }
}
