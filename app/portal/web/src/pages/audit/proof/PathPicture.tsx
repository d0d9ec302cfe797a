import { toHex } from "../../../lib/ledger/bytes";
import type { PathNode } from "../../../lib/ledger/merkle";
import { useText } from "../../../lib/text";
import { text } from "./text";

const box = { width: 148, height: 28 };
const level = 58;
const left = 8;
const right = 260;
const width = right + box.width + 8;

interface Spot {
  x: number;
  y: number;
  hash: string;
  computed: boolean;
  key: string;
}

/** PathPicture draws the way from a leaf, at the bottom, to the root, and lists its hashes in full. */
export function PathPicture({ path }: { path: PathNode[] }) {
  const t = useText(text);
  const height = path.length * level + box.height + 12;
  const { spots, lines } = layout(path, height);
  return (
    <div className="au-path">
      <p className="au-help">{t("pathHelp")}</p>
      {/* A long path scrolls within itself, by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="au-path-both" tabIndex={0} role="region" aria-label={t("pathLabel", { n: path.length })}>
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
          {lines.map(([a, b]) => (
            <path key={`${a.key}-${b.key}`} className="au-path-line" d={`M${a.x + box.width / 2} ${a.y}V${a.y - 12}H${b.x + box.width / 2}V${b.y + box.height}`} />
          ))}
          {spots.map((s) => (
            <g key={s.key} className={s.computed ? "au-path-own" : "au-path-given"}>
              <rect x={s.x} y={s.y} width={box.width} height={box.height} rx="4" />
              <text x={s.x + box.width / 2} y={s.y + 19} textAnchor="middle">
                {s.hash.slice(0, 8)}…{s.hash.slice(-4)}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <PathTable path={path} />
    </div>
  );
}

/** layout puts each computed node on the side where the proof says it stands, its neighbour on the other, and the root in the middle. */
function layout(path: PathNode[], height: number): { spots: Spot[]; lines: [Spot, Spot][] } {
  const spots: Spot[] = [];
  const lines: [Spot, Spot][] = [];
  const base = height - box.height - 4;
  const own = (i: number): Spot => {
    const step = path[i];
    const above = path[i - 1];
    const x = step === undefined ? (left + right) / 2 : step.side === "right" ? left : right;
    return { x, y: base - i * level, hash: toHex(step?.node ?? above?.parent ?? new Uint8Array(0)), computed: true, key: `n${i}` };
  };
  path.forEach((step, i) => {
    const node = own(i);
    const next = own(i + 1);
    const sibling: Spot = { x: step.side === "right" ? right : left, y: node.y, hash: toHex(step.sibling), computed: false, key: `s${i}` };
    spots.push(node, sibling);
    lines.push([node, next], [sibling, next]);
  });
  spots.push(own(path.length));
  return { spots, lines };
}

function PathTable({ path }: { path: PathNode[] }) {
  const t = useText(text);
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="cx-scroll" tabIndex={0} role="region" aria-label={t("path")}>
      <table className="cx-table au-dense">
        <thead>
          <tr>
            <th scope="col" className="au-num">{t("level")}</th>
            <th scope="col">{t("side")}</th>
            <th scope="col">{t("sibling")}</th>
            <th scope="col">{t("result")}</th>
          </tr>
        </thead>
        <tbody>
          {path.map((p, i) => (
            <tr key={i}>
              <th scope="row" className="au-num">{i + 1}</th>
              <td>{t(p.side)}</td>
              <td><code>{toHex(p.sibling)}</code></td>
              <td><code>{toHex(p.parent)}</code></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
