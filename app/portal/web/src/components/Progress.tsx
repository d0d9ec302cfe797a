interface Props {
  /** What is being done. */
  label: string;
  /** Undefined while nobody knows how much there is. */
  done?: number;
  total?: number;
  /** Right of the bar, such as "1,200 of 4,000". */
  detail?: string;
}

/** ProgressBar shows how far long work is; keep its state in useJob so that it survives a reload. */
export function ProgressBar({ label, done, total, detail }: Props) {
  const known = done !== undefined && total !== undefined && total > 0;
  return (
    <div className="cx-progress">
      <div className="cx-progress-head">
        <span>{label}</span>
        {detail !== undefined && <span className="cx-muted">{detail}</span>}
      </div>
      <progress aria-label={label} {...(known ? { value: Math.min(done, total), max: total } : {})} />
    </div>
  );
}
