/** portalPath keeps a link of a refusal only when it leads to a page of the portal; given without the /portal in front. */
export function portalPath(link: string | undefined): string | null {
  if (!link?.startsWith("/") || /^\/[/\\]/.test(link)) return null;
  if (link.startsWith("/v1/")) return null;
  return link.startsWith("/portal/") ? link.slice("/portal".length) : link;
}
