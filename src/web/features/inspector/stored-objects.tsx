import i18next from "i18next";
import type { ReplyOf } from "../../../contract/index.ts";
import type { trust } from "../../../contract/trust.ts";
import { useWords } from "../../i18n/use-words.ts";

type File = ReplyOf<(typeof trust)["inspectFile"]>;
type StoredObject = File["objects"][number];
type Chunk = StoredObject["shown"][number];

const pairs = (hex: string): string => hex.match(/../g)?.join(" ") ?? "–";
const counted = (n: number): string => n.toLocaleString(i18next.language);

/** The objects of a file's newest version: name, header, and of each chunk how it begins and its tag. */
export function StoredObjects({ objects, more }: Pick<File, "objects" | "more">) {
  const t = useWords();
  return (
    <section>
      <h4 className="font-semibold">{t("inspector.objects.title")}</h4>
      <p className="mb-3 text-sm text-ink-3">{t("inspector.objects.help")}</p>
      {objects.length === 0 && <p className="text-sm text-ink-2">{t("inspector.objects.none")}</p>}
      <ol className="flex flex-col gap-5">
        {objects.map((object) => (
          <li key={object.key}>
            <OneObject object={object} />
          </li>
        ))}
      </ol>
      {more > 0 && <p className="mt-3 text-sm text-ink-3">{t("inspector.objects.more", { count: more, n: counted(more) })}</p>}
    </section>
  );
}

function OneObject({ object }: { object: StoredObject }) {
  const t = useWords();
  const { shown, chunks } = object;
  return (
    <>
      <p className="font-mono text-xs break-all text-ink-2">{object.key}</p>
      <p className="tabular mb-2 text-xs text-ink-3">
        {t("inspector.bytes", { count: object.bytes, n: counted(object.bytes) })} · {t("inspector.objects.chunks", { count: chunks, n: counted(chunks) })}
      </p>
      <h5 className="text-sm font-medium text-ink-3">{t("inspector.objects.header")}</h5>
      <dl className="mt-1 divide-y divide-line rounded-box bg-raised px-3 ring-1 ring-line ring-inset">
        {object.header.map(({ field, hex }) => (
          <div key={field} className="py-1.5">
            <dt className="text-xs text-ink-3">{t(`inspector.objects.fields.${field}`)}</dt>
            <dd className="font-mono text-sm wrap-anywhere">{pairs(hex)}</dd>
          </div>
        ))}
      </dl>
      <ol className="mt-3 flex flex-col gap-2">
        {shown.map((chunk, i) => (
          <li key={chunk.number}>
            {i > 0 && chunk.number > (shown[i - 1]?.number ?? 0) + 1 && (
              <p className="py-1 text-sm text-ink-3">{t("inspector.objects.between", { n: counted(chunk.number - (shown[i - 1]?.number ?? 0) - 1) })}</p>
            )}
            <OneChunk chunk={chunk} isLast={chunk.number === chunks - 1} />
          </li>
        ))}
      </ol>
    </>
  );
}

function OneChunk({ chunk, isLast }: { chunk: Chunk; isLast: boolean }) {
  const t = useWords();
  return (
    <div className="rounded-box bg-raised px-3 py-2 ring-1 ring-line ring-inset">
      <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
        <span className="font-medium">{t(isLast ? "inspector.objects.lastChunk" : "inspector.objects.chunk", { n: counted(chunk.number) })}</span>
        <span className="tabular text-xs text-ink-3">{t("inspector.bytes", { count: chunk.bytes, n: counted(chunk.bytes) })}</span>
      </p>
      <p className="mt-1 font-mono text-sm wrap-anywhere">
        {chunk.start !== "" && <span className="rounded-chip bg-accent-soft box-decoration-clone px-1">{pairs(chunk.start)} …</span>}{" "}
        <span className="rounded-chip box-decoration-clone px-1 outline-1 outline-edge">{pairs(chunk.tag)}</span>
      </p>
    </div>
  );
}
