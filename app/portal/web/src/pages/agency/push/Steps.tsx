import { useText } from "../../../lib/text";
import type { Stage } from "./desk";
import { text } from "./text";

const order = ["stepChoose", "stepCheck", "stepSend", "stepDone"] as const;
const at: Record<Stage["at"], number> = { choose: 0, checking: 1, checked: 1, sending: 2, cut: 2, done: 3 };

/** Steps tells how far a push is. */
export function Steps({ stage }: { stage: Stage }) {
  const t = useText(text);
  const now = at[stage.at];
  return (
    <ol className="ag-steps">
      {order.map((name, i) => (
        <li key={name} aria-current={i === now ? "step" : undefined} className={i < now ? "ag-step-past" : undefined}>
          <span aria-hidden="true">{i < now ? "✓" : i + 1}</span>
          {t(name)}
        </li>
      ))}
    </ol>
  );
}
