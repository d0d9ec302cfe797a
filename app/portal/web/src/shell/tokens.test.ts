import { describe, expect, it } from "vitest";
import { antTokens, dark, light, type Palette } from "./tokens";

/** luminance of a colour of the form #rrggbb, by WCAG 2.1. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** What axe sees of a page is the page at rest; what is pointed at and pressed must be legible too. */
describe.each([
  ["light", light],
  ["dark", dark],
] as [string, Palette][])("the colours of the %s look keep 4.5:1", (_, p) => {
  const { token = {}, components = {} } = antTokens(p);
  const button = components.Button ?? {};
  const words: Record<string, string | undefined> = {
    text: p.text,
    muted: p.muted,
    link: p.link,
    "a link pointed at": token.colorLinkHover,
    "a link pressed": token.colorLinkActive,
    "a button pointed at": button.defaultHoverColor,
    "a button pressed": button.defaultActiveColor,
    danger: p.danger,
    "danger pointed at": token.colorErrorHover,
    "danger pressed": token.colorErrorActive,
  };
  it.each(Object.entries(words))("%s", (_name, colour) => {
    for (const ground of [p.ground, p.surface, p.raised]) expect(contrast(colour ?? "#000000", ground)).toBeGreaterThanOrEqual(4.5);
  });
  it.each([p.danger, String(token.colorErrorHover), String(token.colorErrorActive)])("what is written on %s", (ground) => {
    expect(contrast(String(button.dangerColor), ground)).toBeGreaterThanOrEqual(4.5);
  });
  it.each([p.primary, p.primaryHover, String(token.colorPrimaryActive), p.seal])("white on %s", (ground) => {
    expect(contrast("#ffffff", ground)).toBeGreaterThanOrEqual(4.5);
  });
});
