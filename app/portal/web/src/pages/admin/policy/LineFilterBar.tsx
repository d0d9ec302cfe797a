import { Segmented } from "antd";
import { useAgencyNames } from "../../../lib/labels";
import { useText } from "../../../lib/text";
import { policyActions } from "../../../lib/vocabulary/text";
import { useWords } from "../../../lib/vocabulary/useWords";
import { Pick, SearchBar } from "../SearchBar";
import { roleOf, type Line } from "./lines";
import { text } from "./text";
import { noLineFilter, type useLineFilter } from "./useLineFilter";

interface Props extends Pick2 {
  lines: readonly Line[];
}
type Pick2 = Omit<ReturnType<typeof useLineFilter>, "found">;

/** LineFilterBar narrows lines by words, role, action, agency and effect. */
export function LineFilterBar({ lines, filter, change }: Props) {
  const t = useText(text);
  const words = useWords();
  const agencies = useAgencyNames();
  const roles = [...new Set(lines.map(roleOf))].sort();
  const any = [filter.q, filter.role, filter.action, filter.agency, filter.effect].some((v) => v !== "");
  return (
    <SearchBar label={t("search")} value={filter.q} onSearch={(q) => { change({ q }); }} onClear={any ? () => { change(noLineFilter); } : undefined}>
      <Pick label={t("role")} value={filter.role} options={roles.map((r) => [r, words.role(r)])} onChange={(role) => { change({ role }); }} />
      <Pick label={t("action")} value={filter.action} options={policyActions.map((a) => [a, words.action(a)])} onChange={(action) => { change({ action }); }} />
      <Pick label={t("agency")} value={filter.agency} options={[...agencies]} onChange={(agency) => { change({ agency }); }} />
      <Pick label={t("effect")} value={filter.effect} options={[["allow", t("allow")], ["deny", t("deny")]]} onChange={(effect) => { change({ effect }); }} />
      <div className="ad-field">
        <span className="ad-label" aria-hidden="true">{t("type")}</span>
        <Segmented
          aria-label={t("type")}
          value={filter.type}
          options={[{ value: "p" as const, label: t("p") }, { value: "g" as const, label: t("g") }, { value: "all" as const, label: t("both") }]}
          onChange={(type) => { change({ type }); }}
        />
      </div>
    </SearchBar>
  );
}
