import { Select } from "antd";
import { useMemo } from "react";
import { useLang, useText } from "../../../lib/text";
import { text } from "../text";
import { resourceTitle, useResources } from "./useResources";

interface Props {
  id: string;
  value: string;
  onChange: (code: string) => void;
  /** Offers "all resources" as the empty choice. */
  all?: boolean;
  disabled?: boolean;
}

/** ResourceSelect chooses a resource of the catalog by typing a part of its name or code. Label it by `id`. */
export function ResourceSelect({ id, value, onChange, all = false, disabled = false }: Props) {
  const t = useText(text);
  const lang = useLang();
  const { data, isPending } = useResources();
  const options = useMemo(() => {
    const list = data?.map((r) => ({ value: r.code, label: resourceTitle(r, lang), search: `${r.code} ${r.name} ${r.name_en}`.toLowerCase() })) ?? [];
    return all ? [{ value: "", label: t("allResources"), search: "" }, ...list] : list;
  }, [data, lang, all, t]);
  return (
    <Select
      id={id}
      className="ag-resource"
      value={value === "" && !all ? undefined : value}
      onChange={onChange}
      options={options}
      loading={isPending}
      disabled={disabled}
      placeholder={t("chooseResource")}
      showSearch={{ filterOption: (typed, option) => option?.search.includes(typed.toLowerCase()) ?? false }}
      popupMatchSelectWidth={false}
    />
  );
}
