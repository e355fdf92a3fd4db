import type { CompileContext } from "./collect-definitions.ts";

/** A context that passes errors on and remembers that there were some. */
export interface ErrorWatch {
  readonly context: CompileContext;
  hasErrors(): boolean;
}

/** Watches what one step reports, so that later steps know whether they can build on it. */
export function watchErrors(context: CompileContext): ErrorWatch {
  let count = 0;
  return {
    context: {
      ...context,
      report: (error) => {
        count++;
        context.report(error);
      },
    },
    hasErrors: () => count > 0,
  };
}
