import { PROMETHEUS_TYPE } from "../../observability/metrics/prometheus-text.ts";
import { apiDescription } from "./api-description.ts";
import { EXPLORER_PAGE, EXPLORER_POLICY } from "./explorer-page.ts";

/** What is not a call of the API but explains it. */
export interface Page {
  /** A flat list of names and values. */
  readonly headers: readonly string[];
  /** For a caller that reached the server at this place. */
  readonly body: (baseUrl: string) => string;
}

const DESCRIPTION: Page = {
  headers: ["Content-Type", "application/json"],
  body: (baseUrl) => JSON.stringify(apiDescription(baseUrl), undefined, 2),
};
const EXPLORER: Page = {
  headers: ["Content-Type", "text/html; charset=utf-8", "Content-Security-Policy", EXPLORER_POLICY],
  body: () => EXPLORER_PAGE,
};

/** Which pages there are besides the description of the API. */
export interface PageOptions {
  readonly isExplorerOn: boolean;
  readonly metricsText: (() => string) | undefined;
}

/** Finds the page at a path, whatever the method. */
export function findPage(path: string, { isExplorerOn, metricsText }: PageOptions): Page | undefined {
  if (path === "/schema/swagger.json") return DESCRIPTION;
  if (path === "/_cerbos/metrics" && metricsText) return metricsPage(metricsText);
  return path === "/" && isExplorerOn ? EXPLORER : undefined;
}

function metricsPage(body: () => string): Page {
  return { headers: ["Content-Type", PROMETHEUS_TYPE], body };
}
