import { CircleCheck, CircleDashed, CircleHelp, CircleMinus, CircleX, FlaskConical, type LucideIcon, PenLine, PieChart } from "lucide-react";
import type { ReplyOf } from "../../../contract/index.ts";
import type { trust } from "../../../contract/trust.ts";
import { useWords } from "../../i18n/use-words.ts";
import { cx } from "../../ui/index.ts";

export type Claims = ReplyOf<(typeof trust)["listClaims"]>;
export type Claim = Claims["claims"][number];
export type State = Claim["state"];
/** The states under names that a catalog can hold. */
export type StateName = "proven" | "lab" | "attested" | "partly" | "untrue" | "nothing" | "later" | "waiting";

const signs: Record<State, { name: StateName; icon: LucideIcon; className: string }> = {
  "not true here": { name: "untrue", icon: CircleX, className: "text-danger" },
  partly: { name: "partly", icon: PieChart, className: "text-warning" },
  "nothing to check": { name: "nothing", icon: CircleMinus, className: "text-warning" },
  "not run yet": { name: "waiting", icon: CircleHelp, className: "text-ink-2" },
  proven: { name: "proven", icon: CircleCheck, className: "text-positive" },
  "proven in lab": { name: "lab", icon: FlaskConical, className: "text-positive" },
  attested: { name: "attested", icon: PenLine, className: "text-positive" },
  "not here yet": { name: "later", icon: CircleDashed, className: "text-ink-3" },
};

/** What needs a look comes first. */
export const stateOrder = Object.keys(signs) as readonly State[];
export const stateName = (state: State): StateName => signs[state].name;

export function StateIcon({ state, size = 18 }: { state: State; size?: number }) {
  const { icon: Icon, className } = signs[state];
  return <Icon aria-hidden size={size} className={cx("shrink-0", className)} />;
}

/** The state as a word: colour and icon only repeat it. */
export function StateWord({ state, detail = "" }: { state: State; detail?: string }) {
  const t = useWords();
  const [kept, all] = detail.split(" of ");
  return (
    <span className={cx("text-sm font-medium whitespace-nowrap", signs[state].className)}>
      {t(`trust.states.${signs[state].name}`)}
      {kept && all && ` · ${t("trust.partOf", { kept, all })}`}
    </span>
  );
}
