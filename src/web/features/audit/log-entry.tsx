import { Ban, Check, ChevronDown, CircleDashed, CircleHelp } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { deviceName } from "../../../contract/device.ts";
import { errorText } from "../../i18n/error-text.ts";
import { fullTime, serverNow, shortTime } from "../../i18n/times.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, cx } from "../../ui/index.ts";
import { canHash, hashesOf, isIncluded, leafHash, readHead } from "./proof.ts";
import { type Entry, type LogFilter, logOf, type Scope } from "./scope.ts";
import { type Names, sentenceOf } from "./sentence.ts";

interface LogEntryProps {
  readonly scope: Scope;
  readonly entry: Entry;
  readonly names: Names;
  /** Leaves of the log as it is shown. */
  readonly size: number;
  readonly onFilter: (filter: LogFilter) => void;
}

/** One entry in a line; a click opens all that is known of it. */
export function LogEntry(props: LogEntryProps) {
  const t = useWords();
  const { entry, names } = props;
  const [isOpen, setOpen] = useState(false);
  const detail = useId();
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={detail}
        onClick={() => setOpen(!isOpen)}
        className="flex w-full items-start gap-3 rounded-box px-1 py-2 text-left hover:bg-hover"
      >
        <ResultSign result={entry.result} />
        <span className="min-w-0 flex-1">
          <span className="block break-words [overflow-wrap:anywhere]">
            {sentenceOf(t, entry, names)}
            {entry.result !== "done" && (
              <span className="ml-2 text-sm font-medium whitespace-nowrap text-warning">{t(`audit.results.${entry.result ?? "open"}`)}</span>
            )}
          </span>
          <Whence entry={entry} />
        </span>
        <ChevronDown aria-hidden size={16} className={cx("mt-1 shrink-0 text-ink-3 transition-transform duration-120", isOpen && "rotate-180")} />
      </button>
      <div id={detail} hidden={!isOpen}>
        {isOpen && <Detail {...props} />}
      </div>
    </li>
  );
}

/** When and from where. */
export function Whence({ entry: { at, endedAt, details } }: { entry: Entry }) {
  const { address, device } = details ?? {};
  return (
    <span className="tabular block text-sm break-words text-ink-3 [overflow-wrap:anywhere]">
      <span title={fullTime(endedAt ?? at)}>{shortTime(endedAt ?? at, serverNow())}</span>
      {address && ` · ${address}`}
      {device && ` · ${deviceName(device)}`}
    </span>
  );
}

const signs = { done: Check, refused: Ban, interrupted: CircleHelp, open: CircleDashed };
export function ResultSign({ result }: { result: Entry["result"] }) {
  const Sign = signs[result ?? "open"];
  return <Sign aria-hidden size={16} className={cx("mt-1 shrink-0", result === "done" ? "text-ink-3" : "text-warning")} />;
}

function Detail({ scope, entry, names, size, onFilter }: LogEntryProps) {
  const t = useWords();
  const { details, actor, object, subject } = entry;
  const { address, device, ...asked } = details ?? {};
  const called = (id: string) => names[id] ?? id;
  return (
    <div className="flex flex-col gap-3 px-8 pt-1 pb-4">
      <dl className="grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-5 gap-y-1 text-sm [overflow-wrap:anywhere]">
        <Line label={t("audit.detail.number")}>{entry.endedBy === null ? entry.number : `${entry.number} · ${entry.endedBy}`}</Line>
        <Line label={t("audit.detail.at")}>{fullTime(entry.at)}</Line>
        {entry.endedAt !== null && <Line label={t("audit.detail.ended")}>{fullTime(entry.endedAt)}</Line>}
        <Line label={t("audit.detail.action")}>{entry.action}</Line>
        {actor !== null && (
          <Line label={t("audit.detail.actor")} id={actor}>
            {called(actor)}
          </Line>
        )}
        {subject !== null && (
          <Line label={t("audit.detail.subject")} id={subject}>
            {called(subject)}
          </Line>
        )}
        {object !== null && (
          <Line label={t("audit.detail.object")} id={object}>
            {called(object)}
          </Line>
        )}
        {entry.session !== null && <Line label={t("audit.detail.session")}>{entry.session}</Line>}
        {address && <Line label={t("audit.detail.address")}>{address}</Line>}
        {device && <Line label={t("audit.detail.device")}>{device}</Line>}
        {Object.entries(asked).map(([name, value]) => (
          <Line key={name} label={name}>
            {value}
          </Line>
        ))}
      </dl>
      {entry.concealed ? (
        <p className="text-sm text-ink-3">{t("audit.detail.concealed")}</p>
      ) : (
        !details && <p className="text-sm text-ink-3">{t("audit.detail.gone")}</p>
      )}
      <div className="flex flex-wrap gap-2">
        {actor !== null && (
          <Button size="small" onClick={() => onFilter({ actor })}>
            {t("audit.detail.onlyBy")}
          </Button>
        )}
        {(object ?? subject) !== null && (
          <Button size="small" onClick={() => onFilter({ about: object ?? subject ?? "" })}>
            {t("audit.detail.onlyAbout")}
          </Button>
        )}
        {!entry.concealed && <ProveEntry scope={scope} entry={entry} size={size} />}
      </div>
    </div>
  );
}

const Line = ({ label, id, children }: { label: string; id?: string; children: ReactNode }) => (
  <>
    <dt className="text-ink-3">{label}</dt>
    <dd className="tabular">
      <bdi>{children}</bdi>
      {id !== undefined && children !== id && <span className="block text-xs text-ink-3">{id}</span>}
    </dd>
  </>
);

/** Asks for the entry's proof and computes the root that it leads to. */
function ProveEntry({ scope, entry, size }: { scope: Scope; entry: Entry; size: number }) {
  const t = useWords();
  const [said, setSaid] = useState<{ isGood: boolean; text: string }>();
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      setSaid(await proven());
    } catch (refused) {
      setSaid({ isGood: false, text: errorText(refused) });
    }
    setBusy(false);
  };
  const proven = async () => {
    if (!canHash()) return { isGood: false, text: t("audit.detail.cantProve") };
    const { leaf, number, proof, checkpoint } = await logOf(scope).prove(entry.number, Math.max(size, entry.number + 1));
    const head = readHead(checkpoint);
    const hashes = hashesOf(proof);
    const isGood = head !== undefined && hashes !== undefined && (await isIncluded(await leafHash(leaf), number, head.size, hashes, head.root));
    return {
      isGood,
      text: isGood ? t("audit.detail.proven", { number, size: head.size, hashes: proof.length }) : t("audit.detail.unproven"),
    };
  };
  return (
    <>
      <Button size="small" disabled={busy} onClick={() => void run()}>
        {t("audit.detail.prove")}
      </Button>
      <p aria-live="polite" className={cx("basis-full text-sm", said?.isGood ? "text-positive" : "text-danger", !said && "hidden")}>
        {said?.text}
      </p>
    </>
  );
}
