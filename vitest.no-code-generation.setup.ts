// The run means nothing where code can be generated after all.
let isAllowed = true;
try {
  new Function("");
} catch {
  isAllowed = false;
}
if (isAllowed) throw new Error("the runtime did not forbid generating code");
