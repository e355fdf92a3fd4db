/** What `:help` prints. */
export const HELP: string = `# Orthrus REPL

Try out the conditions of policies: type a CEL expression, read what it gives.

  1 + 1                       | gives 2
  _ + 5                       | gives 7: \`_\` is what the last expression gave
  "test".charAt(1)            | every function that conditions may call

An expression goes on in the next line while a bracket or a quote is open, or after a backslash.

## Directives

  :h, :help                   | this text
  :let NAME = EXPRESSION      | give a value a name
  :vars                       | every name with its value
  :load FILE                  | load the variables, constants and rules of a policy
  :rules                      | the rules with a condition of the policy loaded last
  :exec #N                    | evaluate the condition of rule N
  :reset                      | forget everything
  :q, :quit, :exit            | leave

## Requests

These names take JSON: request, request.principal (P), request.resource (R), variables (V), constants (C), globals (G).

  :let P = {"id": "john", "roles": ["employee"], "attr": {"team": "design"}}
  :let R = {"kind": "album", "id": "7", "attr": {"owner": "john"}}
  R.attr.owner == P.id        | gives true

## Policies

  :load policies/album.yaml   | what it imports has to be loaded before it
  :exec #0                    | prints the condition as a tree, with what each expression gives
`.trimEnd();
