import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { Link } from "react-router";
import { api, fetchData } from "../../../api/client";
import { toFault } from "../../../api/fault";
import { FaultView } from "../../../components/FaultView";
import { Page } from "../../../components/Page";
import { useText } from "../../../lib/text";
import { ManagersOnly } from "./ManagersOnly";
import { placeOf } from "./place";
import { text } from "./text";
import "../catalog.css";

const shortestWhy = 5;
/** No definition is larger, in bytes. */
const largest = 512 * 1024;

/** Publish compiles a definition and publishes it, or keeps it for a second person. */
export function Component() {
  const t = useText(text);
  return (
    <ManagersOnly>
      <Page title={t("publish")} intro={t("publishIntro")}>
        <Editor />
      </Page>
    </ManagersOnly>
  );
}

function Editor() {
  const t = useText(text);
  const client = useQueryClient();
  const area = useRef<HTMLTextAreaElement>(null);
  const [yaml, setYaml] = useState("");
  const [why, setWhy] = useState("");
  const [flaw, setFlaw] = useState<"yamlEmpty" | "reasonShort" | "fileLarge" | null>(null);
  const act = useMutation({
    mutationFn: () => fetchData(api.POST("/v1/catalog/resources", { body: { yaml, why: why.trim() } })),
    onSuccess: () => {
      for (const key of ["proposals", "resource", "catalog"]) void client.invalidateQueries({ queryKey: [key] });
    },
  });
  const place = act.error === null ? null : placeOf(toFault(act.error), yaml);
  const load = async (file: File | undefined) => {
    if (file === undefined) return;
    setFlaw(file.size > largest ? "fileLarge" : null);
    if (file.size <= largest) setYaml(await file.text());
  };
  return (
    <form
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        const found = yaml.trim() === "" ? "yamlEmpty" : Array.from(why.trim()).length < shortestWhy ? "reasonShort" : null;
        setFlaw(found);
        if (found === null && !act.isPending) act.mutate();
      }}
    >
      {act.error !== null && <FaultView error={act.error} />}
      {act.data !== undefined && <Outcome code={act.data.code} version={act.data.version} proposal={act.data.proposal?.id} />}
      <div className="ct-field">
        <div className="ct-count">
          <label htmlFor="yaml">{t("yamlLabel")}</label>
          <label className="cx-button ct-load">
            {t("load")}
            <input
              type="file"
              className="cx-hidden"
              accept=".yaml,.yml"
              onChange={(e) => {
                void load(e.target.files?.[0]);
                // The same file, mended, may be chosen again.
                e.target.value = "";
              }}
            />
          </label>
        </div>
        <textarea
          id="yaml"
          ref={area}
          className="ct-editor"
          spellCheck={false}
          autoComplete="off"
          value={yaml}
          aria-invalid={place !== null || flaw === "yamlEmpty"}
          aria-describedby="yaml-flaw"
          onChange={(e) => {
            setYaml(e.target.value);
          }}
        />
        <div id="yaml-flaw" role="status">
          {(flaw === "yamlEmpty" || flaw === "fileLarge") && <p className="ct-flaw">{t(flaw)}</p>}
          {place !== null && (
            <>
              <p className="ct-line">
                {t("lineAt", { n: place.line })}: {place.text.trim()}
              </p>
              <button
                type="button"
                className="cx-text-button"
                onClick={() => {
                  area.current?.focus();
                  area.current?.setSelectionRange(place.from, place.to);
                }}
              >
                {t("goLine", { n: place.line })}
              </button>
            </>
          )}
        </div>
      </div>
      <div className="ct-field">
        <label htmlFor="why">{t("reason")}</label>
        <div className="ct-search">
          <input
            id="why"
            value={why}
            maxLength={500}
            aria-invalid={flaw === "reasonShort"}
            aria-describedby="why-hint"
            onChange={(e) => {
              setWhy(e.target.value);
            }}
          />
        </div>
        <p id="why-hint" className={flaw === "reasonShort" ? "ct-flaw" : "cx-muted"}>
          {t(flaw === "reasonShort" ? "reasonShort" : "reasonHint")}
        </p>
      </div>
      <button type="submit" className="cx-button ct-primary" aria-disabled={act.isPending}>
        {t(act.isPending ? "sending" : "send")}
      </button>
    </form>
  );
}

function Outcome({ code, version, proposal }: { code: string; version: number; proposal: string | undefined }) {
  const t = useText(text);
  return (
    <p className="cx-note ct-denied" role="status">
      {proposal === undefined ? t("done", { code, n: version }) : t("waits")}{" "}
      <Link to={proposal === undefined ? `/catalog/${encodeURIComponent(code)}` : `/catalog/proposals/${encodeURIComponent(proposal)}`}>{t(proposal === undefined ? "doneLink" : "waitsLink")}</Link>
    </p>
  );
}
