#!/usr/bin/env node
import module from "node:module";

// Node 22 keeps compiled code between starts; what is imported before this line is not kept.
module.enableCompileCache?.();
await import("../dist/main.js");
