/** What `serverInfo` says. Clients switch features on by the version, so it is the one we are compatible with. */
export const serverInfo: { readonly version: string; readonly commit: string; readonly buildDate: string } = {
  version: "0.55.0",
  commit: "orthrus-0.1.0",
  buildDate: "",
};
