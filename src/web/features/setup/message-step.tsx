import { useNavigate } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { type FormEvent, useState } from "react";
import type { ReplyOf } from "../../../contract/index.ts";
import { limits } from "../../../contract/limits.ts";
import type { trust } from "../../../contract/trust.ts";
import { client } from "../../app/session.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, Field, TextArea } from "../../ui/index.ts";
import { formProblem } from "../accounts/field-problems.ts";
import { FrontPage } from "../accounts/front-page.tsx";
import { StoredRowView } from "../inspector/stored-row.tsx";
import { Steps } from "./steps.tsx";

interface Written {
  readonly text: string;
  readonly channel: string;
  readonly row: ReplyOf<(typeof trust)["inspectMessage"]>;
}

/** The first message, and beside it what the disk holds of it. */
export function MessageStep({ company }: { company: string }) {
  const t = useWords();
  const navigate = useNavigate();
  const [written, setWritten] = useState<Written>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const open = (channel?: string) =>
    void navigate(channel ? { to: "/c/$company/channels/$channel", params: { company, channel } } : { to: "/c/$company", params: { company } });

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("text")).trim();
    setBusy(true);
    setError(undefined);
    try {
      const channel = await firstChannel(company, t("setup.message.channel"));
      const message = await client.call("postMessage", { params: { company, channel }, body: { text } });
      setWritten({ text, channel, row: await client.call("inspectMessage", { params: { company, channel, message: message.ref } }) });
    } catch (refused) {
      setError(refused);
    }
    setBusy(false);
  };

  if (written)
    return (
      <FrontPage wide title={t("setup.message.after")} lead={t("setup.message.afterLead")} above={<Steps current={3} />}>
        <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
          <section>
            <h2 className="text-sm font-medium text-ink-3">{t("inspector.seen")}</h2>
            <p dir="auto" className="mt-3 rounded-box bg-raised px-4 py-3 whitespace-pre-wrap ring-1 ring-line ring-inset">
              {written.text}
            </p>
            <Button look="primary" size="large" icon={ArrowRight} className="mt-6" autoFocus onClick={() => open(written.channel)}>
              {t("setup.message.open")}
            </Button>
          </section>
          <section className="min-w-0">
            <h2 className="text-sm font-medium text-ink-3">{t("inspector.held")}</h2>
            <StoredRowView row={written.row} />
          </section>
        </div>
      </FrontPage>
    );
  return (
    <FrontPage title={t("setup.message.title")} lead={t("setup.message.lead")} above={<Steps current={3} />}>
      <form onSubmit={(event) => void send(event)} className="flex flex-col gap-5">
        <Field label={t("setup.message.label")} error={formProblem(error, [])}>
          {(control) => <TextArea {...control} name="text" required autoFocus rows={3} maxLength={limits.message} defaultValue={t("setup.message.example")} />}
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" size="large" disabled={busy}>
            {t("setup.message.button")}
          </Button>
          <Button look="quiet" size="large" onClick={() => open()}>
            {t("setup.message.skip")}
          </Button>
        </div>
      </form>
    </FrontPage>
  );
}

/** The channel that the workspace began with; where there is none, a first one is made. */
async function firstChannel(company: string, name: string): Promise<string> {
  const { channels } = await client.call("listMyChannels", { params: { company } });
  const first = channels.filter(({ kind, archived }) => kind === "public" && !archived).toSorted((a, b) => a.createdAt - b.createdAt)[0];
  return (first ?? (await client.call("createChannel", { params: { company }, body: { name, kind: "public" } }))).id;
}
