import { Button, Form, type FormInstance } from "antd";
import { useState } from "react";
import { FormDialog } from "../../../components/FormDialog";
import { useText } from "../../../lib/text";
import { blankLine, lineOf, type LineFields } from "./lineForm";
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
          open
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
              <LineFormFields />
              <Preview form={form} />
            </>
          )}
        </FormDialog>
      )}
    </>
  );
}

function Preview({ form }: { form: FormInstance<LineFields> }) {
  const t = useText(text);
  // Before the form is there, nothing was typed.
  const typed: Partial<LineFields> | undefined = Form.useWatch((values: LineFields) => values, form);
  const fields: LineFields = { ...blankLine, ...typed };
  const sentence = useSentence();
  return (
    <div className="ad-preview" role="status">
      <span className="cx-muted">{t("preview")}</span>
      <p>{fields.subject === "" || fields.action === "" ? "…" : sentence(lineOf(fields))}</p>
    </div>
  );
}
