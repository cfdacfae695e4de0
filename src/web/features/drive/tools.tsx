import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowUpDown, ChevronRight, FolderPlus, FolderUp, MessagesSquare, Upload, Users } from "lucide-react";
import { type DragEvent, type InputHTMLAttributes, useRef, useState } from "react";
import { useWorkspace } from "../../app/workspace.ts";
import type { CompanyView } from "../../cache/index.ts";
import { useWords } from "../../i18n/use-words.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { cx } from "../../ui/cx.ts";
import { Menu } from "../../ui/late.tsx";
import { MenuChoice, MenuItem } from "../../ui/menu-parts.tsx";
import { bring } from "./bring.ts";
import { makeFolder } from "./deeds.ts";
import { chosenFiles } from "./dropped.ts";
import type { Place } from "./entry.ts";
import NameDialog from "./name-dialog.tsx";
import { drivePath, isShared, paramsOf } from "./paths.ts";
import { nextOrder, type Order, sortKeys, writeOrder } from "./sorting.ts";

interface ToolsProps {
  readonly company: CompanyView;
  readonly place: Place;
  readonly root: string;
  readonly path: readonly { readonly id: string; readonly name: string }[];
  readonly mayAdd: boolean;
  readonly dropOn: (folder: string) => { onDragOver: (event: DragEvent) => void; onDrop: (event: DragEvent) => void };
  readonly order: Order | undefined;
}

const tab =
  "inline-flex h-7 items-center rounded-chip px-2 text-sm text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-ink coarse:h-9";

/** Above a folder: where one is, and what is made here. */
export function Tools({ company, place, root, path, mayAdd, dropOn, order }: ToolsProps) {
  const t = useWords();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [asks, setAsks] = useState(false);
  const row = company.channels.get(place.channel);
  const parts = (["top", "messages", "trash"] as const).filter((part) => part !== "messages" || !row || !isShared(row));
  const part = place.folder === "messages" || place.folder === "trash" ? place.folder : "top";
  const add = (list: FileList | null) => {
    const chosen = chosenFiles(list ?? []);
    void bring(workspace, place, () => Promise.resolve(chosen));
  };
  const picker = (ref: typeof files, more: InputHTMLAttributes<HTMLInputElement>, name: string) => (
    <input
      ref={ref}
      type="file"
      multiple
      hidden
      data-pick={name}
      {...more}
      onChange={(event) => {
        add(event.target.files);
        event.target.value = "";
      }}
    />
  );
  return (
    <div className="shrink-0 border-b border-line px-3 py-1.5 md:px-5">
      <div className="flex min-h-9 flex-wrap items-center gap-x-2 gap-y-1">
        <nav aria-label={t("drive.path")} className="flex min-w-0 flex-1 basis-48 items-center">
          <ol className="flex min-w-0 flex-wrap items-center">
            {[{ id: part, name: root }, ...path].map(({ id, name }, i, all) => {
              const isHere = i === all.length - 1;
              return (
                <li key={id} className="flex min-w-0 items-center">
                  {i > 0 && <ChevronRight aria-hidden size={14} className="shrink-0 text-ink-3" />}
                  <Link
                    to={drivePath}
                    params={paramsOf(company, { channel: place.channel, folder: i === 0 ? "top" : id })}
                    search={{}}
                    activeOptions={{ exact: true, includeSearch: false }}
                    aria-current={isHere ? "location" : undefined}
                    title={name}
                    {...(isHere ? {} : dropOn(i === 0 ? "top" : id))}
                    className={cx("max-w-64 truncate rounded-chip px-1.5 py-1 hover:bg-hover", isHere ? "font-semibold" : "text-ink-2")}
                  >
                    <bdi>{name}</bdi>
                  </Link>
                </li>
              );
            })}
          </ol>
        </nav>
        {order && (
          <Menu align="end" trigger={<IconButton icon={ArrowUpDown} label={t("drive.sort")} className="sm:hidden" />}>
            <MenuChoice
              value={order.by}
              onChange={(by) => void navigate({ to: ".", search: (search) => ({ ...search, sort: writeOrder(nextOrder(order, by)) }), replace: true })}
              options={sortKeys.map((value) => ({ value, text: t(`drive.columns.${value}`) }))}
            />
          </Menu>
        )}
        {row?.kind === "private" && isShared(row) && (
          <Link
            to="/c/$company/channels/$channel"
            params={{ company: company.id, channel: row.id }}
            search={{ panel: "members" }}
            aria-label={t("channels.members.title")}
            title={t("channels.members.title")}
            className="inline-flex size-9 items-center justify-center rounded-box text-ink-2 hover:bg-hover hover:text-ink"
          >
            <Users aria-hidden size={17} strokeWidth={1.85} />
          </Link>
        )}
        {row && (
          <Link
            to="/c/$company/channels/$channel"
            params={{ company: company.id, channel: row.id }}
            aria-label={t("drive.conversation")}
            title={t("drive.conversation")}
            className="inline-flex size-9 items-center justify-center rounded-box text-ink-2 hover:bg-hover hover:text-ink"
          >
            <MessagesSquare aria-hidden size={17} strokeWidth={1.85} />
          </Link>
        )}
        {mayAdd && (
          <>
            <Button icon={FolderPlus} size="small" className="h-8 coarse:h-10" onClick={() => setAsks(true)}>
              {t("drive.newFolder.button")}
            </Button>
            <Menu
              align="end"
              trigger={
                <Button look="primary" icon={Upload} size="small" className="h-8 coarse:h-10">
                  {t("drive.bring.button")}
                </Button>
              }
            >
              <MenuItem icon={Upload} onClick={() => files.current?.click()}>
                {t("drive.bring.files")}
              </MenuItem>
              <MenuItem icon={FolderUp} onClick={() => folder.current?.click()}>
                {t("drive.bring.folder")}
              </MenuItem>
            </Menu>
          </>
        )}
      </div>
      <nav aria-label={t("drive.parts.label")} className="mt-1 flex flex-wrap gap-0.5">
        {parts.map((name) => (
          <Link
            key={name}
            to={drivePath}
            params={paramsOf(company, { channel: place.channel, folder: name })}
            search={{}}
            activeOptions={{ exact: true, includeSearch: false }}
            aria-current={name === part ? "page" : undefined}
            className={tab}
          >
            {t(`drive.parts.${name}`)}
          </Link>
        ))}
      </nav>
      {picker(files, {}, "files")}
      {picker(folder, { webkitdirectory: "" } as InputHTMLAttributes<HTMLInputElement>, "folder")}
      {asks && (
        <NameDialog
          title={t("drive.newFolder.title")}
          label={t("drive.newFolder.name")}
          button={t("drive.newFolder.make")}
          onClose={() => setAsks(false)}
          onName={async (name) => (await makeFolder(workspace, place, name)) !== undefined}
        />
      )}
    </div>
  );
}
