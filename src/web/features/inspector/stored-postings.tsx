import i18next from "i18next";
import { useAnswer } from "../../app/use-answer.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, SkeletonLines } from "../../ui/index.ts";
import { EnvelopeView } from "./envelope-view.tsx";

/** What the search index has of a message: tokens in place of words, an envelope beside them, and rows of the vocabulary. */
export function StoredPostings({ company, channel, message }: { company: string; channel: string; message: string }) {
  const t = useWords();
  const { answer, error, again } = useAnswer("inspectPostings", { params: { company, channel, message } });
  return (
    <section aria-label={t("inspector.postings.title")} className="mt-8 border-t border-line pt-6">
      <h3 className="font-semibold">{t("inspector.postings.title")}</h3>
      {answer?.postings ? (
        <Found postings={answer.postings} />
      ) : answer ? (
        <p className="text-sm text-ink-2">{t("inspector.postings.none")}</p>
      ) : error ? (
        <p role="alert" className="flex flex-wrap items-center gap-3 text-sm text-ink-2">
          {error} <Button onClick={again}>{t("ui.retry")}</Button>
        </p>
      ) : (
        <SkeletonLines count={4} label={t("ui.loading")} />
      )}
    </section>
  );
}

type Postings = NonNullable<NonNullable<ReturnType<typeof useAnswer<"inspectPostings">>["answer"]>["postings"]>;

function Found({ postings }: { postings: Postings }) {
  const t = useWords();
  const { scope, number, source, tokens, envelope, words } = postings;
  const n = (value: number) => value.toLocaleString(i18next.language);
  const each = tokens.map((token, i) => ({ token, id: `${token} ${i}` }));
  return (
    <div className="flex flex-col gap-6">
      <p className="text-sm text-ink-3">{t(`inspector.postings.scopes.${scope}`)}</p>
      <div>
        <h4 className="text-sm font-medium text-ink-3">{t("inspector.postings.tokens", { count: tokens.length, n: n(tokens.length) })}</h4>
        <p className="mb-2 text-sm text-ink-3">{t("inspector.postings.tokensHelp")}</p>
        <ul className="flex flex-wrap gap-1.5">
          {each.map(({ token, id }) => (
            <li key={id} className="rounded-chip bg-raised px-1.5 py-0.5 font-mono text-xs ring-1 ring-line ring-inset">
              {token}
            </li>
          ))}
        </ul>
      </div>
      <dl className="divide-y divide-line border-y border-line text-sm">
        <div className="py-2">
          <dt className="font-medium">{t("inspector.postings.number")}</dt>
          <dd className="tabular font-mono text-ink-2">{number}</dd>
        </div>
        <div className="py-2">
          <dt className="font-medium">{t("inspector.postings.source")}</dt>
          <dd className="font-mono wrap-anywhere text-ink-2">{source}</dd>
        </div>
      </dl>
      <div>
        <h4 className="text-sm font-medium text-ink-3">{t("inspector.postings.beside")}</h4>
        <p className="mb-2 text-sm text-ink-3">{t("inspector.postings.besideHelp")}</p>
        <EnvelopeView envelope={envelope} />
      </div>
      {words.length > 0 && (
        <div>
          <h4 className="text-sm font-medium text-ink-3">{t("inspector.postings.words")}</h4>
          <p className="mb-2 text-sm text-ink-3">{t("inspector.postings.wordsHelp")}</p>
          <ul className="flex flex-col gap-2">
            {words.map(({ token, bytes, start }) => (
              <li key={token} className="rounded-box bg-raised px-3 py-2 font-mono text-xs ring-1 ring-line ring-inset">
                <span className="block">{token}</span>
                <span className="block wrap-anywhere text-ink-2">{start.match(/../g)?.join(" ")} …</span>
                <span className="tabular block font-sans text-ink-3">{t("inspector.bytes", { count: bytes, n: n(bytes) })}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
