import { useQuery } from "@tanstack/react-query";
import { Segmented, Select } from "antd";
import { useState, type ReactNode } from "react";
import { api, fetchData } from "../../../api/client";
import { AsyncView } from "../../../components/AsyncView";
import { Code } from "../../../components/Code";
import { recall } from "../../../lib/store";
import { useText } from "../../../lib/text";
import { CodeBlock } from "./CodeBlock";
import { example, exampleNames, keyStateOf, securityProtocol, usernameOf, type Connection, type ExampleName, type Key } from "./examples";
import { text } from "./text";
import { useKeys } from "./useKeys";

/** Kafka shows how the agency's systems reach their topics, with examples that work as they stand. */
export function Kafka() {
  const t = useText(text);
  const query = useQuery({ queryKey: ["agency", "kafka"], queryFn: ({ signal }) => fetchData(api.GET("/v1/agency/kafka", { signal })) });
  const keys = useKeys().data?.filter((k) => keyStateOf(k, new Date()) === "live") ?? [];
  const [chosen, setChosen] = useState("");
  const key = keys.find((k) => k.id === chosen) ?? keys[0];
  return (
    <section className="cx-card">
      <h2>{t("kafkaTitle")}</h2>
      <AsyncView query={query} lines={5}>
        {(c) => (
          <>
            <Parameters connection={c} keys={keys} current={key} onChoose={setChosen} />
            <Examples connection={c} username={usernameOf(c, key?.id ?? "<KEY_ID>")} />
          </>
        )}
      </AsyncView>
    </section>
  );
}

interface ParametersProps {
  connection: Connection;
  keys: readonly Key[];
  current: Key | undefined;
  onChoose: (id: string) => void;
}

function Parameters({ connection: c, keys, current, onChoose }: ParametersProps) {
  const t = useText(text);
  return (
    <dl className="ag-facts ag-facts-two">
      <Fact name={t("brokers")}>
        {c.brokers.map((b) => (
          <Code key={b}>{b}</Code>
        ))}
      </Fact>
      <Fact name={`${t("protocol")} · ${t("mechanism")}`}>
        <Code>{securityProtocol(c)}</Code> <Code>{c.mechanism}</Code>
      </Fact>
      <Fact name={t("inbox")} hint={t("inboxHint")}>
        <Code>{c.inbox_topic}</Code>
      </Fact>
      <Fact name={t("receipts")} hint={t("receiptsHint")}>
        <Code>{c.receipts_topic}</Code>
      </Fact>
      <Fact name={t("username")} hint={t("usernameHint")}>
        {current === undefined ? <span className="cx-muted">{t("noKey")}</span> : <Code>{usernameOf(c, current.id)}</Code>}
      </Fact>
      {current !== undefined && (
        <Fact name={<label htmlFor="kafka-key">{t("forKey")}</label>}>
          <Select id="kafka-key" className="ag-resource" value={current.id} options={keys.map((k) => ({ value: k.id, label: k.label }))} onChange={onChoose} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, hint, children }: { name: ReactNode; hint?: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      {hint !== undefined && <dd className="cx-muted ag-small">{hint}</dd>}
    </div>
  );
}

function Examples({ connection, username }: { connection: Connection; username: string }) {
  const t = useText(text);
  const [name, setName] = useState<ExampleName>("kcat");
  const resource = recall("chengxin.agency.resource") ?? "penalty";
  return (
    <div className="ag-examples">
      <h3>{t("examples")}</h3>
      <Segmented aria-label={t("examples")} value={name} onChange={setName} options={exampleNames.map((n) => ({ value: n, label: t(`example_${n}`) }))} />
      <CodeBlock label={t(`example_${name}`)}>{example(name, { connection, username, resource, origin: globalThis.location.origin })}</CodeBlock>
      <p className="cx-muted">{t("exampleHint")}</p>
    </div>
  );
}
