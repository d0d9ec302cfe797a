import { Button, Form, type FormInstance } from "antd";
import { useState } from "react";
import { FormDialog } from "../../../components/FormDialog";
import { useText } from "../../../lib/text";
import { blankLine, fieldsOf, lineOf, type LineFields } from "./lineForm";
import { LineFormFields } from "./LineFormFields";
import type { Line } from "./lines";
import { useSentence } from "./sentence/useSentence";
import { text } from "./text";

/** NewLine puts together a policy line; what it says is told as it is typed. */
export function NewLine({ onAdd }: { onAdd: (line: Line) => void }) {
  const t = useText(text);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="primary" onClick={() => { setOpen(true); }}>
        {t("add")}
      </Button>
      {open && (
        <FormDialog<LineFields>
          width={720}
          title={t("lineTitle")}
          ok={t("lineAdd")}
          initial={blankLine}
          onClose={() => { setOpen(false); }}
          onSubmit={(fields) => {
            onAdd(lineOf(fields));
            return Promise.resolve();
          }}
        >
          {(form) => (
            <>
              <Preview form={form} />
              <LineFormFields />
            </>
          )}
        </FormDialog>
      )}
    </>
  );
}

function Preview({ form }: { form: FormInstance<LineFields> }) {
  const t = useText(text);
  const fields = fieldsOf(Form.useWatch((values: LineFields) => values, form));
  const sentence = useSentence();
  return (
    <div className="ad-preview" role="status">
      <span className="cx-muted">{t("preview")}</span>
      <p>{fields.subject === "" || fields.action === "" ? "…" : sentence(lineOf(fields))}</p>
    </div>
  );
}
