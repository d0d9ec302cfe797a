/** kindKey is the text of a kind of subject; what is not known is an organisation. */
export const kindKey = (kind: string) =>
  kind === "person" ? "kind_person" : kind === "public_body" ? "kind_public_body" : kind === "self_employed" ? "kind_self_employed" : "kind_organisation";
