/** What is shown in place of a value that there is not. */
export function failedOutput(error: string): string {
  return `Failed to evaluate output expression: ${error}`;
}
