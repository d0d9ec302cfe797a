import { Checkbox, Form } from "antd";
import { api, fetchAnswer } from "../../../api/client";
import { FormDialog } from "../../../components/FormDialog";
import { useText } from "../../../lib/text";
import { useMe } from "../../../lib/useMe";
import { useWords } from "../../../lib/vocabulary/useWords";
import type { Act } from "../Done";
import { useRoles } from "../usePolicy";
import { WhyField } from "../WhyField";
import { conflictsOf, type Holder } from "./conflicts";
import { text } from "./text";

interface Fields {
  roles: string[];
  why: string;
}

interface Props {
  holder: Holder;
  onClose: () => void;
  onDone: (act: Act) => void;
}

/** RolesDialog replaces the roles of a person or key; what will be refused is told as it is chosen. */
export function RolesDialog({ holder, onClose, onDone }: Props) {
  const t = useText(text);
  const words = useWords();
  const me = useMe()?.id ?? "";
  const known = useRoles();
  const roles = [...new Set([...known.filter((r) => holder.key || r !== "pusher"), ...holder.roles])];
  const { name } = holder;
  return (
    <FormDialog<Fields>
      width={640}
      title={t("dialogTitle", { name })}
      ok={t("save")}
      initial={{ roles: holder.roles, why: "" }}
      onClose={onClose}
      onSubmit={async (f) => {
        const { evidence } = await fetchAnswer(api.POST("/v1/people/{id}:setRoles", { params: { path: { id: holder.id } }, body: { roles: f.roles, why: f.why.trim() } }));
        onDone({ said: t("saved", { name }), evidence });
      }}
    >
      {() => (
        <>
          <Form.Item
            name="roles"
            label={t("roles")}
            extra={t("removed")}
            rules={[
              {
                validator: (_, chosen: string[]) => {
                  const found = conflictsOf(holder, chosen, me);
                  return found.length === 0 ? Promise.resolve() : Promise.reject(new Error(found.map((c) => t(c)).join(" ")));
                },
              },
            ]}
          >
            <Checkbox.Group className="ad-role-choice" options={roles.map((r) => ({ value: r, label: <>{words.role(r)} <code className="cx-muted">{r}</code></> }))} />
          </Form.Item>
          <WhyField />
        </>
      )}
    </FormDialog>
  );
}
